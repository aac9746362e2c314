//! Asking, within limits.

use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error, Proxy};

use super::pause::{Pause, asked_to_wait};
use super::{Address, Trouble};

/// How much one question may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest answer, in bytes; nothing is compressed on the way.
    pub bytes: u64,
    /// How long a question may take from beginning to end.
    pub time: Duration,
    /// How long nothing may come while it is being answered.
    pub silence: Duration,
    /// How often it may be sent on, within the host.
    pub redirects: u32,
    /// How often a question is put again to a site that says when it can answer
    /// (`Retry-After`).
    pub pauses: u32,
    /// How long is waited in all until it does.
    pub patience: Duration,
    /// Whether other machines may be asked without encryption: what they say can
    /// be changed on the way.
    pub unencrypted: bool,
}

impl Default for Limits {
    /// 256 MiB, ten minutes, of which none without a word for longer than thirty
    /// seconds, five redirects, eight pauses of a quarter of an hour in all,
    /// encrypted.
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            time: Duration::from_secs(600),
            silence: Duration::from_secs(30),
            redirects: 5,
            pauses: 8,
            patience: Duration::from_secs(900),
            unencrypted: false,
        }
    }
}

/// Of an answer that is an error, so much is read to say why.
const MOST_SAID: u64 = 64 << 10;

/// Asks other sites. Connections are kept for the next question.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    /// For this machine, to which no proxy leads.
    near: Agent,
    limits: Limits,
    /// Who is told that an answer has to be waited for.
    tell: fn(&Pause),
}

/// What another site answered: a success (2xx), or what was asked to be looked at
/// all the same.
#[derive(Debug)]
pub struct Answer {
    /// Where it stood in the end.
    pub address: Address,
    /// The status of HTTP.
    pub status: u16,
    headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header of the answer, if it is there once and text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The media type, without parameters, in lower case.
    pub fn media_type(&self) -> String {
        let kind = self.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().to_ascii_lowercase()
    }

    /// The answer itself, if it is a success.
    ///
    /// # Errors
    /// [`Trouble::Status`] with the beginning of what was said; [`Trouble::Busy`]
    /// if it should be asked again later.
    pub fn success(self) -> Result<Self, Trouble> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        if let Some(wait) = asked_to_wait(&self) {
            return Err(Trouble::Busy(Pause {
                address: self.address,
                status: self.status,
                wait,
            }));
        }
        Err(Trouble::Status {
            said: said(&self.media_type(), &self.bytes),
            asked: self.address,
            status: self.status,
        })
    }
}

impl Client {
    /// Asks as `name`, which says to other sites what program this is.
    pub fn new(name: &str, limits: Limits) -> Self {
        let agent = |proxy: Option<Proxy>| {
            // Certificates as this machine trusts them, so that an institution
            // can have its own.
            let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
            Agent::config_builder()
                .tls_config(tls.build())
                .user_agent(name)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(Some(limits.time))
                .timeout_per_read(Some(limits.silence))
                .timeout_per_write(Some(limits.silence))
                .timeout_connect(Some(limits.silence))
                .max_response_header_size(64 << 10)
                .proxy(proxy)
                .build()
                .new_agent()
        };
        Self {
            agent: agent(Proxy::try_from_env()),
            near: agent(None),
            limits,
            tell: |_| {},
        }
    }

    /// Tells of each pause before it is waited.
    pub fn telling(self, tell: fn(&Pause)) -> Self {
        Self { tell, ..self }
    }

    /// What stands at `address`; `accept` says which media types would be
    /// understood. Redirects are followed as long as they stay on the host.
    ///
    /// # Errors
    /// [`Trouble`], also for every status but a success.
    pub fn get(&self, address: &Address, accept: &str) -> Result<Answer, Trouble> {
        self.ask(address, &[("accept", accept)])?.success()
    }

    /// The same with other headers, and with whatever status comes back. A site
    /// that says when it can answer is asked again then.
    ///
    /// # Errors
    /// [`Trouble`], but for [`Trouble::Status`] and [`Trouble::Busy`].
    pub fn ask(&self, address: &Address, headers: &[(&str, &str)]) -> Result<Answer, Trouble> {
        self.patiently(|| self.follow(address, headers))
    }

    /// The answer to a question that is put again after each pause, as long as
    /// there is patience.
    fn patiently(&self, ask: impl Fn() -> Result<Answer, Trouble>) -> Result<Answer, Trouble> {
        let mut patience = self.limits.patience;
        for _ in 0..self.limits.pauses {
            let answer = ask()?;
            let wait = asked_to_wait(&answer);
            let Some((wait, left)) =
                wait.and_then(|wait| Some((wait, patience.checked_sub(wait)?)))
            else {
                return Ok(answer);
            };
            patience = left;
            (self.tell)(&Pause {
                address: answer.address,
                status: answer.status,
                wait,
            });
            thread::sleep(wait);
        }
        ask()
    }

    fn follow(&self, address: &Address, headers: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let mut at = address.clone();
        for _ in 0..=self.limits.redirects {
            let mut response = self.once(&at, headers)?;
            match onward(&response) {
                Some(to) => at = within(&at, &to)?,
                None => return self.read(at, &mut response),
            }
        }
        Err(Trouble::TooManyRedirects(address.clone()))
    }

    /// What stands at `address`, without going where it leads: that is in the
    /// header `location`.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn look(&self, address: &Address) -> Result<Answer, Trouble> {
        self.patiently(|| {
            let mut response = self.once(address, &[])?;
            self.read(address.clone(), &mut response)
        })
    }

    fn once(&self, at: &Address, headers: &[(&str, &str)]) -> Result<Response<Body>, Trouble> {
        let near = at.is_loopback();
        if !at.is_encrypted() && !near && !self.limits.unencrypted {
            return Err(Trouble::Unencrypted(at.clone()));
        }
        let agent = if near { &self.near } else { &self.agent };
        // Without this an answer may be compressed in any way (RFC 9110 §12.5.3).
        let request = agent.get(at.to_string());
        let request = request.header("accept-encoding", "identity");
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        request.call().map_err(|error| self.trouble(at, &error))
    }

    fn read(&self, at: Address, response: &mut Response<Body>) -> Result<Answer, Trouble> {
        let failed = !response.status().is_success();
        if let (false, Some(coding)) = (failed, coding(response)) {
            return Err(Trouble::Compressed { asked: at, coding });
        }
        let most = if failed { MOST_SAID } else { self.limits.bytes };
        let body = response.body_mut().with_config().limit(most).read_to_vec();
        let bytes = match body {
            Ok(bytes) => bytes,
            // Why it failed may be said at any length; the status is enough.
            Err(_) if failed => Vec::new(),
            Err(error) => return Err(self.trouble(&at, &error)),
        };
        Ok(Answer {
            address: at,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes,
        })
    }

    fn trouble(&self, at: &Address, error: &Error) -> Trouble {
        let asked = at.clone();
        match error {
            Error::Timeout(_) => Trouble::TooSlow(asked),
            Error::BodyExceedsLimit(most) => Trouble::TooLarge { asked, most: *most },
            Error::Io(error) if error.kind() == ErrorKind::TimedOut => Trouble::TooSlow(asked),
            error => Trouble::Unreachable {
                asked,
                why: error.to_string(),
            },
        }
    }
}

/// In which way an answer is compressed, though that was not asked for.
fn coding(response: &Response<Body>) -> Option<String> {
    let coding = response.headers().get(header::CONTENT_ENCODING)?;
    let coding = plain(coding.to_str().ok()?.trim());
    (!coding.is_empty() && !coding.eq_ignore_ascii_case("identity")).then_some(coding)
}

/// Where an answer sends us, if it does.
fn onward(response: &Response<Body>) -> Option<String> {
    let sends = [301, 302, 303, 307, 308].contains(&response.status().as_u16());
    let to = response.headers().get(header::LOCATION)?.to_str().ok()?;
    sends.then(|| to.to_owned())
}

fn within(at: &Address, to: &str) -> Result<Address, Trouble> {
    let next = at.join(to)?;
    if at.leads_within(&next) {
        return Ok(next);
    }
    Err(Trouble::Elsewhere {
        asked: at.clone(),
        to: next.to_string(),
    })
}

/// What an error says in words: `detail` or `title` of problem details (RFC
/// 9457), or the first line of plain text.
fn said(media_type: &str, bytes: &[u8]) -> String {
    if media_type.ends_with("json") {
        let value: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
        let field = |name: &str| {
            let value = value.as_ref()?.get(name)?.as_str()?;
            Some(plain(value))
        };
        return field("detail")
            .or_else(|| field("title"))
            .unwrap_or_default();
    }
    let text = if media_type == "text/plain" {
        bytes
    } else {
        &[]
    };
    let text = String::from_utf8_lossy(text);
    plain(text.lines().next().unwrap_or_default())
}

/// Foreign words for a terminal: without what would steer it, and not too long.
fn plain(text: &str) -> String {
    let calm = text.chars().filter(|c| !c.is_control());
    calm.take(300).collect()
}
