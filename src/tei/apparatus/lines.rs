//! In which line of the stone or the page does something stand?
//!
//! Inscriptions and charters are cited by the lines that `lb` numbers (TEI
//! CORS5). Where the same number begins more than one line, that of the nearest
//! numbered division stands before it.

use rustc_hash::FxHashMap;

use crate::tei::element::{is_division, tei_name};
use crate::tei::text::{Side, is_left_out};
use crate::xml::{Element, NodeId, Tree};

/// The numbered lines of a text, in the order of the file.
#[derive(Default)]
pub struct Lines(Vec<Line>);

struct Line {
    begins: NodeId,
    /// Where the division that it stands in ends.
    ends: Option<NodeId>,
    number: String,
}

impl Lines {
    /// The lines below `roots`.
    pub fn new(tree: &Tree, roots: &[NodeId]) -> Self {
        if !tree.has_name("lb") {
            return Self::default();
        }
        let roots = roots.iter().filter_map(|&root| tree.node(root).element());
        let found = roots.flat_map(|root| root.find_all("lb"));
        let numbered: Vec<(Element<'_>, String)> = found
            .filter_map(|lb| Some((lb, lb.attribute("n")?.trim().to_owned())))
            .filter(|(lb, number)| !number.is_empty() && stands_in_text(*lb))
            .collect();
        let mut times: FxHashMap<&str, u32> = FxHashMap::default();
        for (_, number) in &numbered {
            *times.entry(number).or_default() += 1;
        }
        let lines = numbered.iter().map(|(lb, number)| {
            let division = lb.ancestors().find(|above| is_text_part(*above));
            let often = times.get(number.as_str()).is_some_and(|times| *times > 1);
            let part = lb.ancestors().filter(|_| often).find_map(|above| {
                let number = above.attribute("n").filter(|_| is_text_part(above))?;
                Some(number.trim().to_owned())
            });
            Line {
                begins: lb.id(),
                ends: division.map(|division| division.end()),
                number: part.map_or_else(|| number.clone(), |part| format!("{part}.{number}")),
            }
        });
        Self(lines.collect())
    }

    /// The number of the line in which a node stands.
    pub fn at(&self, node: NodeId) -> Option<&str> {
        let after = self.0.partition_point(|line| line.begins <= node);
        let line = self.0.get(after.checked_sub(1)?)?;
        let ended = line.ends.is_some_and(|end| end <= node);
        (!ended).then_some(line.number.as_str())
    }
}

/// Whether an element stands in the words of the text, not in a reading that it
/// does not take or in an entry about words elsewhere.
pub fn stands_in_text(element: Element<'_>) -> bool {
    let mut above = element.ancestors();
    !above.any(|above| is_left_out(above, Side::Reading))
}

fn is_text_part(element: Element<'_>) -> bool {
    tei_name(element).is_some_and(is_division)
}
