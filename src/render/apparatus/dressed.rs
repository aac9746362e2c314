//! How do the templates dress the entries?
//!
//! An apparatus of thousands of entries is not worded by a loop of a template:
//! entries that look alike share a filled-in template, as elements of the text do.

use std::collections::hash_map::Entry;

use minijinja::Value;
use minijinja::value::Serde;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Group, PrintedEntry, Series};
use crate::render::context::Named;
use crate::render::cut::{Cut, Filled};
use crate::render::dress::Dress;
use crate::render::error::Error;
use crate::render::html::Html;
use crate::render::safety::escape;
use crate::render::set::TemplateSet;
use crate::render::slot::{Slot, Slots};
use crate::tei::Document;
use crate::xml::NodeId;

const ENTRY: &str = "parts/entry.html";
const GROUP: &str = "parts/group.html";
const REPEATED: &str = "parts/repeated.html";

/// What stands between two entries of a unit.
const BETWEEN: &str = " <span class=\"sep\" aria-hidden=\"true\">|</span> ";

/// Dresses all entries, if there are templates for them: a set of templates may do
/// without.
///
/// # Errors
/// [`Error::Template`] if a template fails.
pub fn dress(series: &mut [Series], set: &TemplateSet) -> Result<(), Error> {
    if ![ENTRY, GROUP].iter().all(|name| set.has(name)) {
        return Ok(());
    }
    let mut dresser = Dresser {
        set,
        kept: FxHashMap::default(),
    };
    for series in series {
        let mut html = String::new();
        for group in &mut series.groups {
            html.push_str("\n    ");
            dresser.group(group, &mut html)?;
        }
        series.html = Html::new(html);
    }
    Ok(())
}

/// What stands beside each unit, by its id: its entries, of every series.
///
/// # Errors
/// As [`dress`].
pub fn beside(
    series: &mut [Series],
    set: &TemplateSet,
) -> Result<FxHashMap<String, String>, Error> {
    let mut all: FxHashMap<String, String> = FxHashMap::default();
    if !set.has(ENTRY) {
        return Ok(all);
    }
    let mut dresser = Dresser {
        set,
        kept: FxHashMap::default(),
    };
    let language = &set.wording.language;
    for (at, series) in series.iter_mut().enumerate() {
        for group in &mut series.groups {
            let entries = dresser.entries(&mut group.entries)?;
            let named = set.wording.word(series.title);
            let title = if at > 0 { named } else { "" };
            let title = match title {
                "" => String::new(),
                title => format!(
                    "<span class=\"label\" lang=\"{language}\">{}</span> ",
                    escape(title)
                ),
            };
            let (id, unit) = (escape(&group.id), escape(&group.unit.id));
            let name = format!("{named}, {}", group.unit.label);
            let name = escape(&name);
            let html = format!(
                "<div class=\"entries\" id=\"{id}\" data-unit=\"{unit}\"><span class=\"vh\" lang=\"{language}\">{name} </span>{title}{entries}</div>"
            );
            all.entry(group.unit.id.clone())
                .or_default()
                .push_str(&html);
        }
    }
    Ok(all)
}

/// What follows the words of an entry in the text, by the node of the entry.
pub fn inline(document: &Document, series: &[Series]) -> FxHashMap<NodeId, String> {
    let ids = document.entries().iter();
    let nodes: FxHashMap<&str, NodeId> = ids
        .map(|entry| (entry.entry.id.as_str(), entry.node))
        .collect();
    let mut all = FxHashMap::default();
    let groups = series.iter().flat_map(|series| &series.groups);
    for entry in groups.flat_map(|group| &group.entries) {
        for id in std::iter::once(&entry.id).chain(&entry.ids) {
            let (kind, body) = (entry.kind, entry.body.as_str());
            let html = format!(
                " <span class=\"entry inl {kind}\" id=\"{}\">[{body}]</span>",
                escape(id)
            );
            all.extend(nodes.get(id.as_str()).map(|node| (*node, html)));
        }
    }
    all
}

/// Bytes of a dressed entry, about.
const DRESSED: usize = 400;

struct Dresser<'a> {
    set: &'a TemplateSet,
    kept: FxHashMap<(&'static str, u32, &'static str), Filled>,
}

impl Dresser<'_> {
    fn group(&mut self, group: &mut Group, out: &mut String) -> Result<(), Error> {
        let entries = self.entries(&mut group.entries)?;
        let unit = &group.unit;
        let mut slots = Slots::default();
        slots.add(Slot::GroupId, Some(group.id.as_str()));
        slots.add(Slot::GroupUnit, Some(unit.id.as_str()));
        slots.add(Slot::GroupHref, Some(unit.href.as_str()));
        slots.add(Slot::GroupLabel, Some(unit.label.as_str()));
        slots.add(Slot::GroupNumber, unit.number.as_deref());
        slots.add(Slot::GroupHtml, Some(entries.as_str()));
        let whole = || {
            let html = Html::new(entries.as_str());
            Value::from(Serde(Dressed { group, html }))
        };
        self.write(out, (GROUP, "group"), "", &slots, whole)
    }

    fn entries(&mut self, entries: &mut [PrintedEntry]) -> Result<String, Error> {
        let mut html = String::with_capacity(entries.len() * DRESSED);
        for (at, entry) in entries.iter_mut().enumerate() {
            html.push_str(if at > 0 { BETWEEN } else { "" });
            self.entry(entry, &mut html)?;
        }
        Ok(html)
    }

    fn entry(&mut self, entry: &mut PrintedEntry, out: &mut String) -> Result<(), Error> {
        let further = entry.ids.iter().filter(|id| **id != entry.id);
        let anchors = further.map(|id| format!("<span id=\"{}\"></span>", escape(id)));
        entry.anchors = Html::new(anchors.collect::<String>());
        if entry.times.is_some() {
            let value = Named::closed(vec![("entry", Value::from(Serde(&*entry)))]);
            entry.repeated = Html::new(self.set.engine.page(REPEATED, value)?);
        }
        let mut slots = Slots::default();
        slots.add(Slot::EntryId, Some(entry.id.as_str()));
        slots.add(Slot::EntryAnchors, Some(entry.anchors.as_str()));
        slots.add(Slot::EntryLocus, entry.locus.as_deref());
        slots.add(Slot::EntryHome, Some(entry.home.as_str()));
        slots.add(Slot::EntryRepeated, Some(entry.repeated.as_str()));
        slots.add(Slot::EntryLemma, entry.lemma.as_ref().map(Html::as_str));
        slots.add(Slot::EntryBody, Some(entry.body.as_str()));
        let entry = &*entry;
        self.write(out, (ENTRY, "entry"), entry.kind, &slots, || {
            Value::from(Serde(entry))
        })
    }

    /// Writes the template with these values; `whole` has everything, for a theme
    /// that wants more.
    fn write(
        &mut self,
        out: &mut String,
        (template, object): (&'static str, &'static str),
        kind: &'static str,
        slots: &Slots<'_>,
        whole: impl FnOnce() -> Value,
    ) -> Result<(), Error> {
        let set = self.set;
        let reads = set.dress(set.named(template));
        let linked = slots.get(Slot::EntryLemma).contains("<a ");
        if linked || !reads.only_slots {
            let value = Named::closed(vec![(object, whole())]);
            out.push_str(&set.engine.page(template, value)?);
            return Ok(());
        }
        let there = reads
            .slots
            .iter()
            .map(|(slot, _)| !slots.get(*slot).is_empty());
        let there = there.fold(0, |bits, there| bits << 1 | u32::from(there));
        let key = (template, there, kind);
        let filled = match self.kept.entry(key) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(free) => {
                let value = open(reads, object, kind, slots);
                free.insert(Cut::whole(&set.engine.page(template, value)?))
            }
        };
        filled.write(out, slots);
        Ok(())
    }
}

/// The variables with marks for what is written later.
fn open(reads: &Dress, object: &'static str, kind: &'static str, slots: &Slots<'_>) -> Value {
    let (mut values, mut of_unit) = (vec![("kind", Value::from(kind))], Vec::new());
    for &(slot, done) in &reads.slots {
        let value = slots.value(slot, done, true);
        let path = slot.variable().strip_prefix(object);
        let name = path
            .and_then(|path| path.strip_prefix('.'))
            .unwrap_or_default();
        match name.strip_prefix("unit.") {
            Some(name) => of_unit.push((name, value)),
            None => values.push((name, value)),
        }
    }
    values.push(("unit", Named::closed(of_unit)));
    Named::closed(vec![(object, Named::closed(values))])
}

/// A group with its entries dressed.
#[derive(Serialize)]
struct Dressed<'a> {
    #[serde(flatten)]
    group: &'a Group,
    html: Html,
}
