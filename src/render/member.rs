//! Which text of a corpus begins here?
//!
//! The title of a page is that of the corpus. Each of its texts has a header of its
//! own, which says what it is called and who wrote it.

use super::context::{Named, Variables, html};
use super::dressing::marks;
use super::error::Error;
use super::language::valid_language;
use super::run::run;
use super::safety::escape;
use super::walk::Walk;
use crate::tei::element::plain;
use crate::xml::{Element, NodeId};

impl<'a> Walk<'a> {
    /// Title and authors of the text of a corpus that begins at `node`; nothing if
    /// none does.
    pub(super) fn member(
        &mut self,
        node: NodeId,
        (language, direction): (&str, &'static str),
    ) -> Result<String, Error> {
        let mut texts = self.document.text();
        let Some(statement) = texts
            .find(|text| text.id() == node)
            .and_then(title_statement)
        else {
            return Ok(String::new());
        };
        let Some(title) = statement.child("title") else {
            return Ok(String::new());
        };
        let own = title.language().and_then(|tag| valid_language(&tag));
        let own = own.filter(|own| !own.eq_ignore_ascii_case(language));
        let surroundings = run(own.as_deref().unwrap_or(language), direction);
        let content = html(self.inside(title, surroundings)?.trim());
        let authors = statement.elements().filter(|child| child.is("author"));
        let authors: Vec<String> = authors.map(plain).filter(|name| !name.is_empty()).collect();
        let authors = html(escape(&authors.join("; ")));
        let variables = Variables {
            content,
            element: Named::closed(vec![("marks", html(marks(None, own.as_deref(), None)))]),
            parts: Named::open(vec![("authors".to_owned(), authors)]),
            ..Variables::default()
        };
        self.fill(self.set.named("elements/_member.html"), variables)
    }
}

/// What the header of a text of a corpus says about its title.
fn title_statement(text: Element<'_>) -> Option<Element<'_>> {
    let member = text.parent().filter(|above| above.is("TEI"))?;
    let around = member.parent()?;
    if !around.is("teiCorpus") && !around.is("TEI") {
        return None;
    }
    let header = member.child("teiHeader")?.child("fileDesc")?;
    header.child("titleStmt")
}
