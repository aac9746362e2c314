//! Which code do libraries use for this language?
//!
//! Headers name languages by tags (BCP 47), records by the bibliographic codes
//! of ISO 639-2, which MARC 21 has taken over (MARC Code List for Languages).

/// Languages that BCP 47 writes with two letters, each with its code in libraries
/// (ISO 639-1 and 639-2/B), sorted: `lalat`, two letters and three.
const TWO_LETTERS: &str = "\
    aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze \
    babak bebel bgbul bibis bmbam bnben botib brbre bsbos cacat ceche chcha \
    cocos crcre cscze cuchu cvchv cywel dadan deger dvdiv dzdzo eeewe elgre \
    eneng eoepo esspa etest eubaq faper ffful fifin fjfij fofao frfre fyfry \
    gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv hthat \
    huhun hyarm hzher iaina idind ieile igibo iiiii ikipk ioido isice itita \
    iuiku jajpn jvjav kageo kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor \
    krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao \
    ltlit lulub lvlav mgmlg mhmah mimao mkmac mlmal mnmon mrmar msmay mtmlt \
    mybur nanau nbnob ndnde nenep ngndo nldut nnnno nonor nrnbl nvnav nynya \
    ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh \
    rnrun rorum rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslo slslv \
    smsmo snsna sosom sqalb srsrp ssssw stsot susun svswe swswa tatam tetel \
    tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah \
    uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor \
    zazha zhchi zuzul \
";

/// All bibliographic codes, sorted; with those of collective groups.
const THREE_LETTERS: &str = "\
    aar abk ace ach ada ady afa afh afr ain aka akk alb ale alg alt amh ang anp \
    apa ara arc arg arm arn arp art arw asm ast ath aus ava ave awa aym aze bad \
    bai bak bal bam ban baq bas bat bej bel bem ben ber bho bih bik bin bis bla \
    bnt bos bra bre btk bua bug bul bur byn cad cai car cat cau ceb cel cha chb \
    che chg chi chk chm chn cho chp chr chu chv chy cmc cop cor cos cpe cpf cpp \
    cre crh crp csb cus cze dak dan dar day del den dgr din div doi dra dsb dua \
    dum dut dyu dzo efi egy eka elx eng enm epo est ewe ewo fan fao fat fij fil \
    fin fiu fon fre frm fro frr frs fry ful fur gaa gay gba gem geo ger gez gil \
    gla gle glg glv gmh goh gon gor got grb grc gre grn gsw guj gwi hai hat hau \
    haw heb her hil him hin hit hmn hmo hrv hsb hun hup iba ibo ice ido iii ijo \
    iku ile ilo ina inc ind ine inh ipk ira iro ita jav jbo jpn jpr jrb kaa kab \
    kac kal kam kan kar kas kau kaw kaz kbd kha khi khm kho kik kin kir kmb kok \
    kom kon kor kos kpe krc krl kro kru kua kum kur kut lad lah lam lao lat lav \
    lez lim lin lit lol loz ltz lua lub lug lui lun luo lus mac mad mag mah mai \
    mak mal man mao map mar mas may mdf mdr men mga mic min mis mkh mlg mlt mnc \
    mni mno moh mon mos mul mun mus mwl mwr myn myv nah nai nap nau nav nbl nde \
    ndo nds nep new nia nic niu nno nob nog non nor nqo nso nub nwc nya nym nyn \
    nyo nzi oci oji ori orm osa oss ota oto paa pag pal pam pan pap pau peo per \
    phi phn pli pol pon por pra pro pus que raj rap rar roa roh rom rum run rup \
    rus sad sag sah sai sal sam san sas sat scn sco sel sem sga sgn shn sid sin \
    sio sit sla slo slv sma sme smi smj smn smo sms sna snd snk sog som son sot \
    spa srd srn srp srr ssa ssw suk sun sus sux swa swe syc syr tah tai tam tat \
    tel tem ter tet tgk tgl tha tib tig tir tiv tkl tlh tli tmh tog ton tpi tsi \
    tsn tso tuk tum tup tur tut tvl twi tyv udm uga uig ukr umb und urd uzb vai \
    ven vie vol vot wak wal war was wel wen wln wol xal xho yao yap yid yor ypk \
    zap zbl zen zha znd zul zun zxx zza \
";

/// Codes that are made from the name that a language has for itself, each with its
/// code in libraries (ISO 639-2/T and 639-2/B).
const TERMINOLOGICAL: &[(&str, &str)] = &[
    ("bod", "tib"),
    ("ces", "cze"),
    ("cym", "wel"),
    ("deu", "ger"),
    ("ell", "gre"),
    ("eus", "baq"),
    ("fas", "per"),
    ("fra", "fre"),
    ("hye", "arm"),
    ("isl", "ice"),
    ("kat", "geo"),
    ("mkd", "mac"),
    ("mri", "mao"),
    ("msa", "may"),
    ("mya", "bur"),
    ("nld", "dut"),
    ("ron", "rum"),
    ("slk", "slo"),
    ("sqi", "alb"),
    ("zho", "chi"),
];

/// Languages that libraries file under a wider one (ISO 639-3, macrolanguages).
const OTHERS: &[(&str, &str)] = &[
    ("als", "alb"),
    ("arb", "ara"),
    ("azj", "aze"),
    ("ckb", "kur"),
    ("cmn", "chi"),
    ("ekk", "est"),
    ("gug", "grn"),
    ("hbo", "heb"),
    ("khk", "mon"),
    ("kmr", "kur"),
    ("knn", "kok"),
    ("lvs", "lav"),
    ("lzh", "chi"),
    ("npi", "nep"),
    ("ory", "ori"),
    ("pes", "per"),
    ("plt", "mlg"),
    ("prs", "per"),
    ("swh", "swa"),
    ("uzn", "uzb"),
    ("ydd", "yid"),
    ("yih", "yid"),
    ("yue", "chi"),
    ("zsm", "may"),
];

/// The code for what no code was given to (ISO 639-2).
const UNCODED: &str = "mis";

/// The bibliographic code of a language tag: of its primary part alone. A tag
/// that is well formed and has no code gets `mis`; what is no tag, none.
pub fn library_code(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    let primary = primary.trim().to_ascii_lowercase();
    match primary.len() {
        2 => find_two(&primary),
        3 => find_three(&primary).or_else(|| {
            let letters = primary.bytes().all(|byte| byte.is_ascii_lowercase());
            letters.then_some(UNCODED)
        }),
        _ => None,
    }
}

/// The code of two letters (ISO 639-1) for the same language as a code of three (ISO
/// 639-2, both lists), in small letters; none if there is none.
pub fn short_code(code: &str) -> Option<&'static str> {
    let terminological = TERMINOLOGICAL.iter().find(|(other, _)| *other == code);
    let in_libraries = terminological.map_or(code, |(_, code)| code);
    let mut pairs = TWO_LETTERS.split_ascii_whitespace();
    pairs.find_map(|pair| pair.strip_suffix(in_libraries).filter(|two| two.len() == 2))
}

fn find_two(primary: &str) -> Option<&'static str> {
    let mut pairs = TWO_LETTERS.split_ascii_whitespace();
    pairs.find_map(|pair| pair.strip_prefix(primary).filter(|code| code.len() == 3))
}

fn find_three(primary: &str) -> Option<&'static str> {
    let known = THREE_LETTERS
        .split_ascii_whitespace()
        .find(|code| *code == primary);
    let other = || {
        let mut others = TERMINOLOGICAL.iter().chain(OTHERS);
        let found = others.find(|(other, _)| *other == primary);
        found.map(|(_, code)| *code)
    };
    known.or_else(other)
}

#[cfg(test)]
mod tests {
    use super::{library_code, short_code};

    #[test]
    fn tags_have_the_codes_of_libraries() {
        let table = [
            ("la", Some("lat")),
            ("de-AT", Some("ger")),
            ("deu", Some("ger")),
            ("grc", Some("grc")),
            ("el", Some("gre")),
            ("zh-Hant", Some("chi")),
            ("lzh", Some("chi")),
            ("ja_JP", Some("jpn")),
            ("arb", Some("ara")),
            ("fro-lorrain", Some("fro")),
            ("ryu", Some("mis")),
            ("und", Some("und")),
            ("x-private", None),
            ("greek", None),
            ("", None),
        ];
        for (tag, code) in table {
            assert_eq!(library_code(tag), code, "{tag}");
        }
    }
    #[test]
    fn one_language_has_one_shortest_code() {
        let table = [
            ("lat", Some("la")),
            ("deu", Some("de")),
            ("ger", Some("de")),
            ("zho", Some("zh")),
            ("grc", None),
            ("als", None),
            ("la", None),
            ("", None),
        ];
        for (code, short) in table {
            assert_eq!(short_code(code), short, "{code}");
        }
    }
}
