//! May this stand there?
//!
//! TEI lets nearly everything stand in everything, HTML does not: no block in a
//! paragraph, no link in a link, nothing but items in a list, no id twice. A
//! template sees one element and cannot know what stands around it; so what the
//! templates made is read once more and mended: a paragraph with a list in it
//! becomes a `div`, the outer of two links gives way, what strays between items
//! or cells gets an item or cell of its own, the heading of a list stands before
//! it. HTML that is right already is given back as it came.

use rustc_hash::FxHashSet;

use super::content_model::{Model, is_block, is_heading, is_part};
use super::safety::escape;
use super::tags::{Tag, Token, attributes, is_void, retagged, tokens};
use crate::key;
use crate::wording::Wording;

/// Mends the HTML of a page; a link that had to give way is said in `wording`.
pub fn mend(html: String, wording: &Wording) -> String {
    let mut mender = Mender {
        open: Vec::new(),
        edits: Vec::new(),
        ids: FxHashSet::default(),
        jumps: Vec::new(),
        wording,
    };
    for token in tokens(&html) {
        match token {
            Token::Text { start, text } => mender.text(start, text),
            Token::Start(tag) => mender.start(tag),
            Token::End { start, end, name } => mender.end(start, end, name),
        }
    }
    mender.finish(html.len());
    let edits = mender.edits;
    if edits.is_empty() {
        html
    } else {
        applied(&html, edits)
    }
}

/// An element that is open.
struct Frame<'h> {
    /// Its tag; none for one that was added around strays.
    tag: Option<Tag<'h>>,
    name: &'h str,
    model: Model,
    is_link: bool,
    /// Whether blocks stand in it, if it is a link.
    has_blocks: bool,
    /// Whether anything stands in it.
    used: bool,
    /// Whether it is a list whose heading stands before it.
    headed: bool,
    /// Whether terms, and whether explanations stand in it.
    terms: (bool, bool),
    /// Its start tag as it is to be, if it changes: an index of the edits.
    edit: Option<usize>,
    /// Written after its end tag.
    after: String,
}

/// A link to another place of the page, with its start tag as it is to be and
/// its end tag.
struct Jump<'h> {
    tag: Tag<'h>,
    /// The id that it leads to.
    target: &'h str,
    edit: Option<usize>,
    end: (usize, usize),
}

struct Edit {
    start: usize,
    end: usize,
    text: String,
}

struct Mender<'h> {
    open: Vec<Frame<'h>>,
    edits: Vec<Edit>,
    ids: FxHashSet<&'h str>,
    jumps: Vec<Jump<'h>>,
    wording: &'h Wording,
}

impl<'h> Mender<'h> {
    fn edit(&mut self, start: usize, end: usize, text: impl Into<String>) -> usize {
        let text = text.into();
        self.edits.push(Edit { start, end, text });
        self.edits.len() - 1
    }

    fn model(&self) -> Model {
        self.open.last().map_or(Model::Flow, |frame| frame.model)
    }

    fn text(&mut self, start: usize, text: &'h str) {
        if self.model().wrapper().is_some() && !text.trim_ascii().is_empty() {
            self.wrap_strays(start, "");
        }
    }

    /// Opens what a stray needs around it.
    fn wrap_strays(&mut self, at: usize, name: &str) {
        while let Some(wrapper) = self.model().wrapper().filter(|_| !self.model().takes(name)) {
            self.edit(at, at, format!("<{wrapper} class=\"break\">"));
            self.push(None, wrapper);
        }
    }

    /// Closes what was opened around strays, down to the first frame of the file.
    fn close_wrappers(&mut self, at: usize) {
        while let Some(frame) = self.open.pop_if(|frame| frame.tag.is_none()) {
            self.edit(at, at, format!("</{}>", frame.name));
        }
    }

    fn push(&mut self, tag: Option<Tag<'h>>, name: &'h str) {
        let model = match Model::of(name) {
            Model::Transparent => self.model(),
            // A `div` in a list of terms groups some of them.
            Model::Flow if name == "div" && self.model() == Model::Terms => Model::Terms,
            model => model,
        };
        self.open.push(Frame {
            tag,
            name,
            model,
            is_link: false,
            has_blocks: false,
            used: false,
            headed: false,
            terms: (false, false),
            edit: None,
            after: String::new(),
        });
    }

    /// Whether the nearest frame of the file takes `name`, past added ones.
    fn leaves_wrappers(&self, name: &str) -> bool {
        let added = self
            .open
            .iter()
            .rev()
            .take_while(|frame| frame.tag.is_none())
            .count();
        let below = self
            .open
            .len()
            .checked_sub(added + 1)
            .and_then(|at| self.open.get(at));
        added > 0 && below.is_some_and(|frame| frame.model.takes(name) && is_part(name))
    }

    fn start(&mut self, tag: Tag<'h>) {
        if self.model() == Model::Opaque {
            return self.start_opaque(tag);
        }
        let wanted = self.as_term(&tag).unwrap_or(tag.name);
        if self.leaves_wrappers(wanted) || self.is_next_stray(&tag) {
            self.close_wrappers(tag.start);
        }
        let list = self.is_heading_of_list(&tag).then(|| self.begin_later());
        if list.is_none() {
            self.wrap_strays(tag.start, wanted);
        }
        let mut name = wanted;
        let misplaced = is_part(name) && !self.model().takes(name);
        let late = name == "caption" && self.open.last().is_some_and(|frame| frame.used);
        let deep = is_heading(name) && self.is_within_title();
        let ruby = matches!(name, "rt" | "rp")
            && self.open.last().is_none_or(|frame| frame.name != "ruby");
        if misplaced || late || deep {
            name = "div";
        } else if ruby {
            name = "span";
        }
        if is_block(name) {
            self.make_room();
            let mut around = self.open.iter_mut().rev();
            if let Some(link) = around.find(|frame| frame.is_link) {
                link.has_blocks = true;
            }
        }
        if let Some(frame) = self.open.last_mut() {
            frame.used |= list.is_none();
            frame.headed |= list.is_some();
            frame.terms.0 |= name == "dt";
            frame.terms.1 |= name == "dd";
        }
        let told = tag.told;
        let is_link = told.href.is_some() && tag.name == "a";
        if is_link || told.is_stop {
            self.outer_link_gives_way();
        }
        let repeated = told.id.is_some_and(|id| !self.ids.insert(id));
        if is_void(name) || tag.is_closed {
            if repeated {
                self.edit(tag.start, tag.end, retagged(&tag, name, true));
            }
            return;
        }
        let edit = (repeated || name != tag.name)
            .then(|| self.edit(tag.start, tag.end, retagged(&tag, name, repeated)));
        self.push(Some(tag), name);
        if let Some(frame) = self.open.last_mut() {
            frame.is_link = is_link;
            frame.edit = edit;
            frame.after = list.unwrap_or_default();
        }
    }

    /// What an item is in a list of terms: a label is a term.
    fn as_term(&self, tag: &Tag<'h>) -> Option<&'static str> {
        if tag.name != "li" {
            return None;
        }
        let list = self.open.iter().rev().find(|frame| frame.tag.is_some())?;
        let is_label = |classes: &str| classes.split(' ').any(|class| class == "tei-label");
        (list.model == Model::Terms).then(|| match tag.value("class").is_some_and(is_label) {
            true => "dt",
            false => "dd",
        })
    }

    /// Whether a block begins that strays in a list as the one before it does: then it
    /// is another item.
    fn is_next_stray(&self, tag: &Tag<'h>) -> bool {
        let [.., list, item] = self.open.as_slice() else {
            return false;
        };
        item.tag.is_none() && item.used && list.model == Model::List && is_block(tag.name)
    }

    /// Whether the heading of a list begins, before its items.
    fn is_heading_of_list(&self, tag: &Tag<'h>) -> bool {
        let is_heading = || tag.value("class").is_some_and(is_list_heading);
        self.open.last().is_some_and(|list| {
            matches!(list.model, Model::List | Model::Terms)
                && list.tag.is_some_and(|tag| !tag.is_closed)
                && !list.used
                && !list.headed
                && list.name != "div"
        }) && !is_part(tag.name)
            && is_heading()
    }

    /// Puts a frame where a list begins, and gives the start tag of the list, which
    /// follows its heading. Id and language are those of both.
    fn begin_later(&mut self) -> String {
        let Some(list) = self.open.last_mut() else {
            return String::new();
        };
        let Some(tag) = list.tag else {
            return String::new();
        };
        let (mut frame, mut start) = ("<div class=\"headed\"".to_owned(), format!("<{}", tag.name));
        let is_repeated = list.edit.is_some();
        for (name, value) in attributes(tag.attributes) {
            let of_both = matches!(name, "id" | "lang" | "dir");
            let out = if of_both { &mut frame } else { &mut start };
            if name != "id" || !is_repeated {
                out.extend([" ", name, "=\"", value, "\""]);
            }
        }
        frame.push('>');
        start.push('>');
        list.after.insert_str(0, "</div>");
        let edit = list.edit;
        match edit {
            Some(edit) => self.edits[edit].text = frame,
            None => {
                self.edit(tag.start, tag.end, frame);
            }
        }
        start
    }

    fn start_opaque(&mut self, tag: Tag<'h>) {
        if tag.value("id").is_some_and(|id| !self.ids.insert(id)) {
            self.edit(tag.start, tag.end, retagged(&tag, tag.name, true));
        }
        if !tag.is_closed {
            self.push(Some(tag), tag.name);
            if let Some(frame) = self.open.last_mut() {
                frame.model = Model::Opaque;
            }
        }
    }

    fn is_within_title(&self) -> bool {
        self.open.iter().rev().any(|frame| {
            matches!(
                frame.name,
                "dt" | "th" | "caption" | "summary" | "legend" | "address"
            )
        })
    }

    /// A block comes: what stands around it, up to the next block, becomes one.
    fn make_room(&mut self) {
        for at in (0..self.open.len()).rev() {
            match self.open[at].model {
                Model::Phrasing if Model::of(self.open[at].name) == Model::Transparent => {}
                Model::Phrasing => self.rename(at, "div"),
                _ => break,
            }
        }
        for frame in self.open.iter_mut().rev() {
            if frame.model != Model::Phrasing {
                break;
            }
            frame.model = Model::Flow;
        }
    }

    fn rename(&mut self, at: usize, name: &'static str) {
        let Some(tag) = self.open[at].tag else {
            return;
        };
        let repeated = tag.value("id").is_some()
            && self.open[at]
                .edit
                .is_some_and(|edit| !self.edits[edit].text.contains(" id="));
        let text = retagged(&tag, name, repeated);
        match self.open[at].edit {
            Some(edit) => self.edits[edit].text = text,
            None => self.open[at].edit = Some(self.edit(tag.start, tag.end, text)),
        }
        self.open[at].name = name;
        self.open[at].is_link = false;
    }

    /// The nearest open link becomes plain words; an arrow after it leads where
    /// it led, unless it is an entry of the apparatus: those open from the words.
    fn outer_link_gives_way(&mut self) {
        let Some(at) = self.open.iter().rposition(|frame| frame.is_link) else {
            return;
        };
        let Some(tag) = self.open[at].tag else {
            return;
        };
        if self.open[at].has_blocks {
            self.rename(at, "div");
        } else {
            // It makes room for a block that comes later.
            self.rename(at, "span");
            self.open[at].model = Model::Phrasing;
        }
        let is_entry = tag
            .value("class")
            .is_some_and(|class| class.split(' ').any(|c| c == "em"));
        if let Some(href) = tag.value("href").filter(|_| !is_entry) {
            let rel = tag
                .value("rel")
                .map(|rel| format!(" rel=\"{rel}\""))
                .unwrap_or_default();
            let language = &self.wording.language;
            let label = escape(self.wording.word(key!("Follow this reference")));
            self.open[at].after = format!(
                " <a class=\"away\" href=\"{href}\"{rel} lang=\"{language}\" aria-label=\"{label}\">→</a>"
            );
        }
    }

    fn end(&mut self, start: usize, end: usize, name: &'h str) {
        let is_open = |frame: &Frame<'_>| frame.tag.as_ref().is_some_and(|tag| tag.name == name);
        let Some(at) = self.open.iter().rposition(is_open) else {
            self.edit(start, end, "");
            return;
        };
        while self.open.len() > at + 1 {
            if let Some(frame) = self.open.pop() {
                self.edit(start, start, format!("</{}>{}", frame.name, frame.after));
            }
        }
        let Some(frame) = self.open.pop() else {
            return;
        };
        match frame.terms {
            (true, false) => {
                self.edit(start, start, "<dd></dd>");
            }
            (false, true) => {
                let at = frame.tag.map_or(start, |tag| tag.end);
                self.edit(at, at, "<dt></dt>");
            }
            _ => {}
        }
        if let (Some(tag), true) = (frame.tag, frame.is_link)
            && let Some(target) = tag.told.href.and_then(|href| href.strip_prefix('#'))
            && !target.is_empty()
        {
            let (edit, end) = (frame.edit, (start, end));
            self.jumps.push(Jump {
                tag,
                target,
                edit,
                end,
            });
        }
        if frame.name != name || !frame.after.is_empty() {
            self.edit(start, end, format!("</{}>{}", frame.name, frame.after));
        }
    }

    /// Closes what is open, and makes plain words of links to places that are not
    /// on the page.
    fn finish(&mut self, length: usize) {
        while let Some(frame) = self.open.pop() {
            // The end of the whole may be left to the browser.
            if !matches!(frame.name, "html" | "head" | "body") {
                self.edit(length, length, format!("</{}>{}", frame.name, frame.after));
            }
        }
        let jumps = std::mem::take(&mut self.jumps).into_iter();
        let ids = &self.ids;
        let astray: Vec<Jump<'_>> = jumps.filter(|jump| !ids.contains(jump.target)).collect();
        for jump in astray {
            let Jump { tag, edit, end, .. } = jump;
            let drop_id = edit.is_some_and(|edit| !self.edits[edit].text.contains(" id="));
            let text = retagged(&tag, "span", drop_id);
            match edit {
                Some(edit) => self.edits[edit].text = text,
                None => {
                    self.edit(tag.start, tag.end, text);
                }
            }
            self.edit(end.0, end.1, "</span>");
        }
    }
}

/// Whether these are the classes of the heading of a list.
fn is_list_heading(classes: &str) -> bool {
    classes.split(' ').any(|class| class == "list-head")
}

/// `html` with its edits; of several in one place the first made comes first.
fn applied(html: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut out = String::with_capacity(html.len() + edits.len() * 8);
    let mut done = 0;
    for edit in edits {
        out.push_str(html.get(done..edit.start).unwrap_or_default());
        out.push_str(&edit.text);
        done = done.max(edit.end);
    }
    out.push_str(html.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_stays_as_it_is() {
        let right =
            "<div id=\"a\"><p class=\"x\">a <a href=\"#a\">b</a><br></p><ul><li>c</li></ul></div>";
        assert_eq!(mend(right.to_owned(), &Wording::default()), right);
    }

    #[test]
    fn a_block_makes_room_for_itself() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended("<p class=\"x\">a <span><ul><li>b</li></ul></span></p>"),
            "<div class=\"x\">a <div><ul><li>b</li></ul></div></div>"
        );
        assert_eq!(
            mended("<h3 id=\"h\">a<p>b</p></h3>"),
            "<div id=\"h\" role=\"heading\" aria-level=\"3\">a<p>b</p></div>"
        );
        assert_eq!(
            mended("<p><del>a<div>b</div></del></p>"),
            "<div><del>a<div>b</div></del></div>"
        );
    }

    #[test]
    fn the_outer_of_two_links_gives_way() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended(
                "<p><a class=\"em\" tabindex=\"-1\" id=\"a\" href=\"#e\">b<a href=\"#a\">1</a></a></p>"
            ),
            "<p><span class=\"em\" id=\"a\" data-entry=\"e\">b<a href=\"#a\">1</a></span></p>"
        );
        assert_eq!(
            mended("<a href=\"http://x\" rel=\"external\">b<a href=\"/n\">1</a></a>."),
            "<span>b<a href=\"/n\">1</a></span> <a class=\"away\" href=\"http://x\" rel=\"external\" \
             lang=\"en\" aria-label=\"Follow this reference\">→</a>."
        );
        // With blocks in it, it is one.
        let link = "<a href=\"/n\">1</a>";
        for words in [format!("b{link}<p>c</p>"), format!("<p>c</p>{link}")] {
            assert_eq!(
                mended(&format!("<a class=\"em\" href=\"#e\">{words}</a>")),
                format!("<div class=\"em\" data-entry=\"e\">{words}</div>")
            );
        }
    }

    #[test]
    fn strays_get_an_item_or_a_cell() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended("<ul> <span>p. 3</span> x<li>a</li></ul>"),
            "<ul> <li class=\"break\"><span>p. 3</span> x</li><li>a</li></ul>"
        );
        assert_eq!(
            mended("<table><td>a</td><tr><span>x</span><td>b</td></tr></table>"),
            "<table><tr class=\"break\"><td>a</td></tr><tr><td class=\"break\"><span>x</span></td>\
             <td>b</td></tr></table>"
        );
        assert_eq!(mended("<li>a</li>"), "<div>a</div>");
        assert_eq!(
            mended("<dl><dd>a</dd></dl>"),
            "<dl><dt></dt><dd>a</dd></dl>"
        );
        let grouped = "<dl><div><dt>a</dt><dd>b</dd></div></dl>";
        assert_eq!(mended(grouped), grouped);
    }

    #[test]
    fn every_stray_block_is_an_item() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended("<ul>x <div>a</div> <div>b</div><p>c</p>d<li>e</li></ul>"),
            "<ul><li class=\"break\">x <div>a</div> </li><li class=\"break\"><div>b</div></li>\
             <li class=\"break\"><p>c</p>d</li><li>e</li></ul>"
        );
    }

    #[test]
    fn items_in_a_list_of_terms_are_terms_and_explanations() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended(
                "<dl>p. 3<li class=\"tei-label\">1.</li><li id=\"i\">a<ul><li>b</li></ul></li></dl>"
            ),
            "<dl><dd class=\"break\">p. 3</dd><dt class=\"tei-label\">1.</dt>\
             <dd id=\"i\">a<ul><li>b</li></ul></dd></dl>"
        );
    }

    #[test]
    fn the_heading_of_a_list_stands_before_it() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended(
                "<ol class=\"x\" id=\"i\" lang=\"fr\">\n<p class=\"list-head\">H<ul><li>z</li></ul></p>\
                 <li>a</li></ol>."
            ),
            "<div class=\"headed\" id=\"i\" lang=\"fr\">\n<div class=\"list-head\">H<ul><li>z</li></ul>\
             </div><ol class=\"x\"><li>a</li></ol></div>."
        );
        assert_eq!(
            mended("<dl><p class=\"a list-head\">H</p><dt>a</dt><dd>b</dd></dl>"),
            "<div class=\"headed\"><p class=\"a list-head\">H</p><dl><dt>a</dt><dd>b</dd></dl></div>"
        );
        assert_eq!(
            mended("<i id=\"i\"></i><ul id=\"i\"><p class=\"list-head\">H</p></ul>"),
            "<i id=\"i\"></i><div class=\"headed\"><p class=\"list-head\">H</p><ul></ul></div>"
        );
        // One after an item, and a second one, are items.
        assert_eq!(
            mended("<ul><li>a</li><p class=\"list-head\">H</p></ul>"),
            "<ul><li>a</li><li class=\"break\"><p class=\"list-head\">H</p></li></ul>"
        );
    }

    #[test]
    fn ids_stand_once_and_notes_lead_somewhere() {
        let mended = |html: &str| mend(html.to_owned(), &Wording::default());
        assert_eq!(
            mended("<i id=\"a\"></i><i id=\"a\" class=\"b\"></i>"),
            "<i id=\"a\"></i><i class=\"b\"></i>"
        );
        assert_eq!(
            mended("<a role=\"doc-backlink\" class=\"nn\" href=\"#none\" aria-label=\"1\">1</a>"),
            "<span class=\"nn\">1</span>"
        );
    }

    #[test]
    fn tags_that_do_not_match_do_no_harm() {
        for odd in [
            "</p>",
            "<p>",
            "<p",
            "<",
            "<b><i></b></i>",
            "<a href='x\">",
            "<!-- <p> -->",
            "<p a=b c>",
        ] {
            mend(odd.to_owned(), &Wording::default());
        }
        assert_eq!(
            mend("<b><i>x</b></i>".to_owned(), &Wording::default()),
            "<b><i>x</i></b>"
        );
    }
}
