//! Each example of `variorum explain` yields the finding that it is given for.

use variorum::convert::{Decisions, EXPLANATIONS, Origin, plain};
use variorum::edition::Digest;
use variorum::source::SourceText;

use super::HEAD;

const PROSE: &str = "The people of the town came to the square in the morning and they asked the \
    council for bread and for the water of the river. Nobody gave them what they had asked for.";

/// The codes of all that is found in a text and in the decisions about it.
fn codes(text: &str, decisions: Option<&str>) -> Vec<&'static str> {
    let source = SourceText::new("input.txt", text);
    let decisions = match decisions {
        None => None,
        Some(decisions) => match Decisions::parse(&SourceText::new("decisions.toml", decisions)) {
            Ok(decisions) => Some(decisions),
            Err(findings) => return findings.iter().map(|finding| finding.code).collect(),
        },
    };
    let origin = Origin {
        file: "input.txt".into(),
        digest: Digest([7; 32]),
        program: "variorum 0.0.0".into(),
    };
    match plain(&source, decisions.as_ref(), &origin) {
        Err(findings) => findings.iter().map(|finding| finding.code).collect(),
        Ok(reported) => {
            let wrong = reported.value.decision_findings;
            let all = reported.findings.iter().chain(&wrong);
            all.map(|finding| finding.code).collect()
        }
    }
}

/// A sentence in a text.
fn within(sentence: &str) -> String {
    format!("{PROSE}\n\n{sentence} {PROSE}")
}

/// A text and, perhaps, decisions that are an example of `code`.
fn example(code: &str) -> (String, Option<String>) {
    let text = |text: &str| (text.to_owned(), None);
    let sentence = |sentence: &str| (within(sentence), None);
    let after = |line: &str| (format!("{PROSE}\n\n{PROSE}\n\n{line}"), None);
    let before = |line: &str| (format!("{line}\n\n{PROSE}\n\n{PROSE}"), None);
    let decided = |decisions: &str| {
        let rose = format!("{PROSE}\n\nThere stood a rose in the old garden. {PROSE}");
        (rose, Some(format!("{HEAD}{decisions}")))
    };
    let emended = |find: &str, read: &str| {
        let place = format!("[[emendation]]\nin = \"p2\"\n{find}\n{read}\n");
        decided(&format!("{place}kind = \"correction\"\n"))
    };
    match code {
        "closer" => after("Leipzig, 3. Mai 1848"),
        "date-impossible" => sentence("They came on 30 February 1848."),
        "date-in-name" => sentence("They lived in rue du 4 Septembre for years."),
        "date-inferred" => {
            let dated = format!("{}\n\nLondon, 7 June 1848", within("They came on 3 May."));
            (dated, None)
        }
        "date-old-style" => sentence("They came on Thursday, 13 July 1788."),
        "decision-ambiguous" => emended("find = \"the\"", "read = \"a\""),
        "decision-class" => decided("[[accept]]\ncode = \"dates\" # code = \"date\"\n"),
        "decision-crosses" => {
            let letter = format!("{PROSE}\n\n{PROSE}\n\nLondon, 7 June 1848\n\nJohn Smith");
            let place = "[[emendation]]\nin = \"closer\"\nfind = \"1848\\nJohn\"\n";
            let decision = format!("{place}read = \"1849\"\nkind = \"correction\"\n");
            (letter, Some(format!("{HEAD}{decision}")))
        }
        "decision-note" => {
            let noted = format!("{PROSE}\n\n{PROSE}\n\nNotes\n\n9. The square.");
            (noted, Some(format!("{HEAD}[[note]]\nn = 12\n")))
        }
        "decision-overlaps" => {
            let (text, first) = emended("find = \"There stood a\"", "read = \"X\"");
            let (_, second) = emended("find = \"a rose in\"", "read = \"Y\"");
            let second = second.unwrap_or_default().replace(HEAD, "");
            (text, first.map(|first| first + &second))
        }
        "decision-place" => emended("find = \"tulip\"", "read = \"rose\""),
        "decision-quotation" => {
            let open = within("They said: “We have no bread (Le Monde).");
            let decision = "[[quotation]]\nin = \"p2\"\nfind = \"“We\"\nsource = \"Le Monde\"\n";
            (open, Some(format!("{HEAD}{decision}")))
        }
        "decision-unit" => decided("[[date]]\nin = \"p12\"\nfind = \"rose\"\nwhen = \"1848\"\n"),
        "decision-without-effect" => {
            decided("[[refuse]]\ncode = \"date\"\nin = \"p2\"\nfind = \"rose\"\n")
        }
        "decisions-id" => decided("[[witness]]\nid = \"p1\"\ndescription = \"x\"\n"),
        "decisions-other-text" => {
            let digest = "0".repeat(64);
            let (text, head) = decided("");
            let head = head.unwrap_or_default();
            (text, Some(format!("{head}sha256 = \"{digest}\"\n")))
        }
        "decisions-syntax" => emended("find = \"rose\"", "read = the rose"),
        "decisions-unknown-id" => {
            // Of `[[responsibility]]` there is none.
            decided("[[change]]\nwhat = \"x\"\nby = \"hb\" # [[responsibility]]\n")
        }
        "decisions-value" => decided(
            "[[emendation]]\nin = \"p2\"\nfind = \"a\"\nread = \"rose\"\nkind = \"deletion\"\n",
        ),
        "fault-proposed" => sentence("They saw the the mill."),
        "foreign-inferred" => sentence("Le peuple de la ville ne voulait que du pain."),
        "heading" => {
            let headed = format!("{PROSE}\n\nThe old mill\n\n{PROSE}");
            (headed, None)
        }
        "mark-unbalanced" => sentence("He said (and meant it."),
        "memo-found" => sentence("They came on a day [check this] of spring."),
        "note" => after("[1] The square."),
        "note-placed" => (format!("{PROSE} [1]\n\n{PROSE}\n\n[1] The square."), None),
        // The other `[1]` is the one that is wanting.
        "note-unplaced" => after("[1] Zanzibar."),
        "opener" => before("Dear Sir,"),
        "paragraph" => after("Back to top"),
        "paratext" => after("(Back to top)"),
        "quotation-inferred" => sentence("He said: “To be or not to be” (Hamlet, p. 60)."),
        "slogan" => {
            let called = format!("{PROSE}\n\nBREAD FOR ALL!\n\nWATER FOR ALL!\n\n{PROSE}");
            (called, None)
        }
        "spacing" => sentence("They wanted bread , water and salt."),
        "statement" => before("Published in Berlin, May 1848"),
        "text-character" => text("One \u{1} two \u{c} three."),
        "text-empty" => text("  \n \n"),
        "title" => before("The Bread of the Town"),
        "weekday-wrong" => sentence("They came on Sunday, 3 May 1848."),
        other => panic!("`{other}` has no example here"),
    }
}

#[test]
fn every_example_yields_its_code() {
    let mut wrong = Vec::new();
    for explanation in EXPLANATIONS {
        let (text, decisions) = example(explanation.code);
        let found = codes(&text, decisions.as_deref());
        if !found.contains(&explanation.code) {
            wrong.push(format!("{}: {found:?}", explanation.code));
        }
        // What the page quotes is what was tried.
        let told = explanation
            .text
            .split("Example: ")
            .nth(1)
            .unwrap_or_default();
        let told = told.split("\n\n").next().unwrap_or_default();
        let tried = format!("{text}\n{}", decisions.unwrap_or_default()).replace("\n", " ");
        // `p1`, and the names of columns, of languages and the like, stand elsewhere.
        let known = ["closer", "[[accept]]", "[[refuse]]"];
        for quoted in told.split('`').skip(1).step_by(2) {
            if !tried.contains(quoted) && !known.contains(&quoted) {
                wrong.push(format!("{}: `{quoted}` was not tried", explanation.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keys of tables that the pages name are keys of the decisions file.
#[test]
fn the_decisions_that_are_advised_exist() {
    let manual = include_str!("../../../docs/decisions.md");
    for explanation in EXPLANATIONS {
        let advice = explanation
            .text
            .split("What to do: ")
            .nth(1)
            .unwrap_or_default();
        for quoted in advice.split('`').skip(1).step_by(2) {
            let quoted = quoted.split([' ', ',']).next().unwrap_or_default();
            let known = manual.contains(&format!("`{quoted}`"));
            let outside = ["variorum", "xml:id"].contains(&quoted);
            assert!(known || outside, "{}: `{quoted}`", explanation.code);
        }
        assert!(
            !advice.contains("say in the decisions file"),
            "{}",
            explanation.code
        );
    }
}
