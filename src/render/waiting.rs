//! Where do notes stand that are called outside of citable units?
//!
//! The notes of a unit stand beside it. A note may be called in a list, a table, a
//! bibliography, or between paragraphs: it waits for the end of the lines in which it is
//! called, and stands beside them. Nothing but items may stand in a list, so a note on a
//! term waits for the item; and nothing may stand beside a cell, so notes wait for the
//! end of the table.

use super::context::{Named, Variables, html};
use super::error::Error;
use super::run::Run;
use super::walk::Walk;
use crate::tei::note::{PlacedNote, takes_parts_alone};
use crate::xml::{Element, NodeId};
use minijinja::Value;

/// Where waiting notes stand, seen from an element that ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the end of its content.
    Within,
    /// After it.
    After,
}

impl<'a> Walk<'a> {
    /// Remembers a note that is called here, unless its unit has it.
    pub(super) fn wait(&self, run: &mut Run, note: &PlacedNote) {
        if note.unit.is_none() && !self.notes_apart {
            run.waiting.extend(self.document.note_index(note.node));
        }
    }

    /// Writes the notes that wait, before lines of their own begin in `element`.
    pub(super) fn set_down_before(
        &mut self,
        run: &mut Run,
        element: Element<'a>,
    ) -> Result<(), Error> {
        let is_ready = !run.waiting.is_empty()
            && run.tables == 0
            && self.is_block(element)
            && !element.parent().is_some_and(takes_parts_alone);
        if is_ready { self.set_down(run) } else { Ok(()) }
    }

    /// Where the notes that wait stand, if the end of `element` is the end of their lines.
    pub(super) fn place_of_waiting(&self, run: &Run, node: NodeId) -> Option<Place> {
        let element = self.document.tree().node(node).element()?;
        let is_table = element.is("table");
        let is_ready = run.tables == u32::from(is_table) && self.is_block(element);
        let place = match takes_parts_alone(element) {
            true => Place::After,
            false => Place::Within,
        };
        is_ready.then_some(place)
    }

    /// Writes the notes that wait.
    pub(super) fn set_down(&mut self, run: &mut Run) -> Result<(), Error> {
        let notes = std::mem::take(&mut run.waiting);
        if notes.is_empty() {
            return Ok(());
        }
        run.write_pending();
        let [beside, long, later] = self.beside_lines(notes, run)?;
        let none = || Value::from(());
        let notes = |told: String| match told.is_empty() {
            true => none(),
            false => html(told),
        };
        let unit = Named::closed(vec![
            ("id", none()),
            ("number", none()),
            ("reference", none()),
            ("kind", none()),
            ("label", none()),
            ("entries", Value::from(0)),
            ("apparatus", none()),
            ("first", Value::from(false)),
            ("initial", Value::from(false)),
            ("fifth", Value::from(false)),
            ("notes", notes(beside)),
            ("long_notes", notes(long)),
            ("later_notes", notes(later)),
            ("margin", none()),
        ]);
        let variables = Variables {
            unit,
            ..Variables::default()
        };
        run.out.push_str(&self.fill(self.margin, variables)?);
        Ok(())
    }
}
