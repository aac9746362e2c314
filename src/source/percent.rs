//! Text in addresses: percent-encoding (RFC 3986 §2.1), and that of forms.

/// `text` with everything encoded but ASCII letters, digits and `plain`.
pub fn encode(text: &str, plain: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// `text` with `%xx` decoded. A percent sign that begins no such thing stands
/// for itself, as names that were written by hand have it. None if what comes
/// out is not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    String::from_utf8(bytes(text, false)).ok()
}

/// The same as forms have it (`application/x-www-form-urlencoded`): `+` is a
/// space.
pub fn decode_form(text: &str) -> Option<String> {
    String::from_utf8(bytes(text, true)).ok()
}

/// Whether every percent sign in `text` begins an encoded byte.
pub fn is_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

fn bytes(text: &str, form: bool) -> Vec<u8> {
    let coded = text.as_bytes();
    let digit = |at: usize| char::from(*coded.get(at)?).to_digit(16);
    let mut decoded = Vec::with_capacity(coded.len());
    let mut at = 0;
    while at < coded.len() {
        match (coded[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
                continue;
            }
            (b'+', ..) if form => decoded.push(b' '),
            (byte, ..) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        for text in ["1.2-3", "a&b=c d+e", "ἔ", "%41", "https://x.org/y?z#w", ""] {
            let encoded = encode(text, b"-._~");
            assert_eq!(decode(&encoded).as_deref(), Some(text));
            assert_eq!(decode_form(&encoded).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_encoding_stands_for_itself() {
        assert_eq!(decode("100%, %zz, %4").as_deref(), Some("100%, %zz, %4"));
        assert_eq!(decode("a+b").as_deref(), Some("a+b"));
        assert_eq!(decode_form("a+b%2B").as_deref(), Some("a b+"));
        assert_eq!(decode("%ff"), None);
        assert!(is_encoded("a%2Fb") && !is_encoded("100%") && !is_encoded("%4"));
        assert!(!is_encoded("%\u{e9}"));
    }
}
