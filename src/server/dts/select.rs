//! Which units of a text are asked for? (DTS 1.0, “Usage of `down`, `ref`,
//! `start` and `end`”)

use std::ops::RangeInclusive;

use super::asked::Asked;
use super::object::tree_names;
use super::{misasked, unknown};
use crate::server::refusal::Refusal;
use crate::tei::Document;
use crate::tei::citation::CitationTree;
use crate::xml::NodeId;

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The whole text.
    Whole,
    /// A unit, by its index in the tree.
    Unit(usize),
    /// Units from one to another.
    Range(usize, usize),
}

/// The references of a request, before it is known to what they belong.
#[derive(Clone, Copy, Debug)]
pub enum References<'a> {
    /// None.
    None,
    /// `ref`.
    One(&'a str),
    /// `start` and `end`.
    Two(&'a str, &'a str),
}

impl<'a> References<'a> {
    /// What `asked` gives.
    ///
    /// # Errors
    /// 400 if that is a contradiction.
    pub fn of(asked: &'a Asked) -> Result<Self, Refusal> {
        match (asked.get("ref"), asked.get("start"), asked.get("end")) {
            (None, None, None) => Ok(Self::None),
            (Some(one), None, None) => Ok(Self::One(one)),
            (None, Some(start), Some(end)) => Ok(Self::Two(start, end)),
            (Some(_), _, _) => Err(misasked(
                "`ref` names a unit, `start` and `end` a range of units: give one or the other.",
            )),
            (None, Some(_), None) => Err(misasked("A range has an `end` as well.")),
            (None, None, Some(_)) => Err(misasked("A range has a `start` as well.")),
        }
    }

    /// The units of `tree` that they name.
    ///
    /// # Errors
    /// 404 if one of them is not there, 400 if a range runs backwards.
    pub fn find(self, tree: &CitationTree) -> Result<Focus, Refusal> {
        let find = |reference: &str| {
            let no = || unknown(format!("The text has no unit “{reference}” in this tree."));
            tree.find(reference).ok_or_else(no)
        };
        Ok(match self {
            Self::None => Focus::Whole,
            Self::One(reference) => Focus::Unit(find(reference)?),
            Self::Two(start, end) => {
                let (from, to) = (find(start)?, find(end)?);
                if from > to {
                    let message = format!("“{start}” comes after “{end}” in the text.");
                    return Err(misasked(message));
                }
                Focus::Range(from, to)
            }
        })
    }
}

/// The tree that `name` names, the default one without a name; none if the text
/// has no tree at all.
///
/// # Errors
/// 404 if there are trees, but none of that name.
pub fn tree<'d>(
    document: &'d Document,
    name: Option<&str>,
) -> Result<Option<&'d CitationTree>, Refusal> {
    let names = tree_names(document);
    if names.is_empty() {
        return Ok(None);
    }
    let mut named = names.into_iter();
    let found = named.find(|(known, _)| known.as_deref() == name);
    match (found, name) {
        (Some((_, tree)), _) => Ok(Some(tree)),
        (None, name) => Err(unknown(format!(
            "The text has no citation tree “{}”. The default tree is asked for without a name.",
            name.unwrap_or_default()
        ))),
    }
}

/// The units that are listed, in the order of the text; none if nothing is to be
/// listed. `down` is how many levels below the focus are wanted, -1 for all.
///
/// # Errors
/// 400 if the combination asks for nothing.
pub fn members(
    tree: &CitationTree,
    focus: Focus,
    down: Option<i64>,
) -> Result<Option<Vec<usize>>, Refusal> {
    let units = tree.units();
    let level = |at: usize| i64::from(units[at].level);
    let deep_enough = |range: RangeInclusive<usize>, above: i64, down: i64| {
        let wanted = move |at: &usize| down < 0 || level(*at) <= above.saturating_add(down);
        Some(range.filter(wanted).collect())
    };
    Ok(match (focus, down) {
        (Focus::Whole, None) => {
            let message = "Say what is asked for: `down` for all units to a depth (`down=1`), \
                           or a `ref`, or `start` and `end`.";
            return Err(misasked(message));
        }
        (Focus::Unit(_) | Focus::Range(..), None) => None,
        (Focus::Whole | Focus::Range(..), Some(0)) => {
            let message = "`down=0` asks for the siblings of a unit, and needs a `ref`.";
            return Err(misasked(message));
        }
        (Focus::Unit(at), Some(0)) => {
            let siblings =
                (0..units.len()).filter(|&other| units[other].parent == units[at].parent);
            Some(siblings.collect())
        }
        (Focus::Whole, Some(down)) => match units.len().checked_sub(1) {
            Some(last) => deep_enough(0..=last, 0, down),
            None => Some(Vec::new()),
        },
        (Focus::Unit(at), Some(down)) => deep_enough(at..=last_below(tree, at), level(at), down),
        (Focus::Range(start, end), Some(down)) => {
            let deeper = level(start).max(level(end));
            deep_enough(start..=last_below(tree, end), deeper, down)
        }
    })
}

/// The last unit inside the unit `at`: itself if there is none.
pub fn last_below(tree: &CitationTree, at: usize) -> usize {
    let units = tree.units();
    let deeper = |other: &&crate::tei::citation::CitedUnit| other.level > units[at].level;
    at + units[at + 1..].iter().take_while(deeper).count()
}

/// The first node after the units from `from` to `to`, with what is inside of `to`.
/// What `to` is itself inside of goes on behind it, and does not count.
pub fn end_of(tree: &CitationTree, from: usize, to: usize) -> NodeId {
    let units = tree.units();
    let parent = |at: &usize| units[*at].parent.map(|parent| parent as usize);
    let around = |at: &usize| std::iter::successors(parent(&to), parent).any(|one| one == *at);
    let meant = (from..=last_below(tree, to)).filter(|at| !around(at));
    let end = meant.map(|at| units[at].end).max();
    end.unwrap_or(units[to].end)
}
