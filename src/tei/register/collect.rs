//! Where does each name stand?
//!
//! One walk through the text. What the reading text leaves out (notes, readings
//! that are not taken, deletions) is a stream of words of its own, so that the
//! words around a name are those that its readers see.

use rustc_hash::FxHashSet;

use super::declared::{Declarations, is_declaration};
use super::identity::Pointers;
use super::mention::{Mention, Reader, may_name};
use super::{Around, context};
use crate::edition::Siglum;
use crate::edition::register::{Occurrence, RegisterKind, Standing};
use crate::tei::Document;
use crate::tei::element::{collapse, is_division, plain, tei_name};
use crate::tei::gaiji::sign;
use crate::tei::name::NamesById;
use crate::tei::parting::{is_parted, parts_words, said};
use crate::tei::text::{
    Side, is_left_out, reading_text, speaks_of_elsewhere, stands_between_alternatives,
};
use crate::tei::witness::Sigla;
use crate::xml::{Element, NodeId};

/// A name at its place.
#[derive(Debug)]
pub struct Found {
    /// The element.
    pub node: NodeId,
    /// What it names.
    pub mention: Mention,
    /// Where it stands.
    pub occurrence: Occurrence,
}

/// All names of a document: those of the letter's description first, then in
/// the order of the text.
pub fn collect<'t>(
    document: &'t Document,
    (declarations, pointers): (&Declarations<'t>, &Pointers<'_, 't>),
    around: Around,
) -> Vec<Found> {
    let mut walk = Walk::new(document, Reader::new(declarations, pointers), around);
    walk.letters();
    for root in document.text().filter(|root| holds_names(*root)) {
        walk.root(root);
    }
    walk.found()
}

/// Whether anything in the text can be a name: in most texts nothing is.
fn holds_names(root: Element<'_>) -> bool {
    let mut below = root.descendants().filter_map(|node| node.element());
    below.any(|element| tei_name(element).is_some_and(may_name))
}

/// Words that are read one after the other, and where they stand.
#[derive(Debug)]
struct Stream {
    text: String,
    standing: Standing,
    unit: Option<usize>,
    place: Option<String>,
    heading: Option<String>,
    witnesses: Vec<Siglum>,
    responsible: Option<String>,
}

impl Stream {
    fn new(standing: Standing) -> Self {
        Self {
            text: String::new(),
            standing,
            unit: None,
            place: None,
            heading: None,
            witnesses: Vec::new(),
            responsible: None,
        }
    }

    /// A stream that begins within this one.
    fn within(&self, standing: Standing) -> Self {
        Self {
            text: String::new(),
            standing,
            unit: self.unit,
            place: self.place.clone(),
            heading: self.heading.clone(),
            witnesses: self.witnesses.clone(),
            responsible: self.responsible.clone(),
        }
    }
}

/// A mention whose words are being read.
struct Open {
    node: NodeId,
    mention: Mention,
    occurrence: Occurrence,
    stream: usize,
    start: usize,
    end: usize,
    /// Its words are known already.
    ready: bool,
}

/// What ends with an element.
enum Ends {
    Stream,
    Mention(usize),
    Block,
}

struct Walk<'d, 't> {
    document: &'t Document,
    reader: Reader<'d, 't>,
    around: Around,
    sigla: &'t Sigla,
    names: NamesById,
    has_readings: bool,
    streams: Vec<Stream>,
    current: Vec<usize>,
    open: Vec<(NodeId, Ends)>,
    mentions: Vec<Open>,
}

impl<'d, 't> Walk<'d, 't> {
    fn new(document: &'t Document, reader: Reader<'d, 't>, around: Around) -> Self {
        Self {
            document,
            reader,
            around,
            sigla: document.sigla(),
            names: NamesById::new(document.tree(), document.names()),
            has_readings: document.tree().has_name("app"),
            streams: Vec::new(),
            current: Vec::new(),
            open: Vec::new(),
            mentions: Vec::new(),
        }
    }

    fn root(&mut self, root: Element<'t>) {
        self.begin(Stream::new(Standing::Text), root.end());
        let mut resume = root.id();
        for node in root.descendants() {
            self.close_until(node.id());
            if node.id() < resume {
                continue;
            }
            match node.element() {
                Some(element) if is_skipped(element) => resume = element.end(),
                Some(element) => self.element(element),
                None if stands_between_alternatives(node) => {}
                None => self.write(&said(node)),
            }
        }
        self.close_until(root.end());
    }

    fn element(&mut self, element: Element<'t>) {
        if let Some(stream) = self.stream_of(element) {
            self.begin(stream, element.end());
        }
        if parts_words(element) {
            self.write(" ");
            self.open.push((element.end(), Ends::Block));
        } else if is_parted(element, self.last_sign()) {
            self.write(" ");
        }
        if element.is("space") {
            self.write(" ");
        }
        if let Some(sign) = sign(element) {
            self.write(&sign.text);
        }
        if element.is("sp") {
            self.speech(element);
        }
        if let Some(mention) = self.reader.read(element) {
            self.mention(element, mention);
        }
    }

    /// The stream that begins with `element`, if one does.
    fn stream_of(&self, element: Element<'t>) -> Option<Stream> {
        let around = self.stream()?;
        let document = self.document;
        if let Some(note) = document.note_at(element.id()) {
            let mut stream = around.within(Standing::Note);
            stream.unit = note.unit.or(stream.unit);
            stream.place = Some(note.note.id.clone());
            stream.heading = Some(note.note.label.clone());
            return Some(stream);
        }
        if let Some(unit) = document.unit_at(element.id()) {
            let mut stream = around.within(around.standing);
            stream.unit = Some(unit);
            stream.place = Some(document.units()[unit].unit.id.clone());
            stream.heading = None;
            return Some(stream);
        }
        if is_reading_elsewhere(element) {
            return Some(self.reading(element, around));
        }
        if !is_left_out(element, Side::Reading) {
            return None;
        }
        match element.parent().and_then(tei_name) {
            Some("app" | "rdgGrp") => Some(self.reading(element, around)),
            _ if element.is("note") || element.is("noteGrp") => Some(around.within(Standing::Note)),
            _ => Some(around.within(Standing::Witness)),
        }
    }

    /// A reading that is not taken stands in the entry of its `app`.
    fn reading(&self, element: Element<'t>, around: &Stream) -> Stream {
        let mut stream = around.within(Standing::Reading);
        let mut apps = element.ancestors().filter(|above| above.is("app"));
        let entry = apps.find_map(|app| self.document.entry_at(app.id()));
        stream.place = entry.map(|entry| entry.entry.id.clone()).or(stream.place);
        self.attest(element, &mut stream.witnesses, &mut stream.responsible);
        stream
    }

    /// Who has a reading: its own witnesses, or those of its group.
    fn attest(
        &self,
        reading: Element<'t>,
        witnesses: &mut Vec<Siglum>,
        responsible: &mut Option<String>,
    ) {
        let groups = reading.ancestors().take_while(|above| above.is("rdgGrp"));
        let named = std::iter::once(reading)
            .chain(groups)
            .map(|element| self.sigla.named_by(element, "wit"))
            .find(|named| !named.is_empty())
            .unwrap_or_default();
        if !named.is_empty() {
            *witnesses = named;
            *responsible = None;
        } else if let Some(names) = self.names.named_by(reading, "resp") {
            witnesses.clear();
            *responsible = Some(names);
        }
    }

    fn begin(&mut self, stream: Stream, end: NodeId) {
        self.current.push(self.streams.len());
        self.streams.push(stream);
        self.open.push((end, Ends::Stream));
    }

    fn stream(&self) -> Option<&Stream> {
        self.current.last().map(|&at| &self.streams[at])
    }

    /// The last sign of what is being written.
    fn last_sign(&self) -> Option<char> {
        self.stream()?.text.chars().next_back()
    }

    fn write(&mut self, text: &str) {
        if let Some(&at) = self.current.last() {
            self.streams[at].text.push_str(text);
        }
    }

    fn close_until(&mut self, node: NodeId) {
        while let Some((_, ends)) = self.open.pop_if(|(end, _)| *end <= node) {
            match ends {
                Ends::Stream => {
                    self.current.pop();
                }
                Ends::Block => self.write(" "),
                Ends::Mention(at) => {
                    let open = &mut self.mentions[at];
                    open.end = self.streams[open.stream].text.len();
                }
            }
        }
    }

    fn mention(&mut self, element: Element<'t>, mention: Mention) {
        let Some(&stream) = self.current.last() else {
            return;
        };
        let mut occurrence = self.occurrence(element, &self.streams[stream]);
        if self.has_readings && occurrence.standing == Standing::Text {
            let mut readings = element
                .ancestors()
                .filter(|above| above.is("lem") || above.is("rdg"));
            if let Some(reading) = readings.next() {
                self.attest(
                    reading,
                    &mut occurrence.witnesses,
                    &mut occurrence.responsible,
                );
            }
        }
        let start = self.streams[stream].text.len();
        self.open
            .push((element.end(), Ends::Mention(self.mentions.len())));
        self.mentions.push(Open {
            node: element.id(),
            mention,
            occurrence,
            stream,
            start,
            end: start,
            ready: false,
        });
    }

    /// An occurrence at `element`, its words still missing.
    fn occurrence(&self, element: Element<'t>, stream: &Stream) -> Occurrence {
        let mut occurrence = Occurrence {
            form: String::new(),
            standing: stream.standing,
            witnesses: stream.witnesses.clone(),
            responsible: stream.responsible.clone(),
            role: None,
            unit: stream.unit,
            part: match self.around {
                Around::Read => self.document.parts().of(element.id()),
                Around::PassedOver => None,
            },
            place: stream.place.clone(),
            heading: stream.heading.clone(),
            before: String::new(),
            after: String::new(),
        };
        if occurrence.place.is_none() {
            self.look_around(element, &mut occurrence);
        }
        occurrence
    }

    /// Outside units: the speech, or what has an id; and the heading above.
    fn look_around(&self, element: Element<'t>, occurrence: &mut Occurrence) {
        for above in std::iter::once(element).chain(element.ancestors()) {
            if above.is("sp")
                && let Some(unit) = self.first_unit(above)
            {
                occurrence.unit = Some(unit);
                occurrence.place = Some(self.document.units()[unit].unit.id.clone());
                return;
            }
            let shown = tei_name(above).is_some_and(is_division);
            let id = self.document.html_id(above.id()).filter(|_| shown);
            occurrence.place = occurrence.place.take().or_else(|| id.map(str::to_owned));
            let holds = shown || matches!(tei_name(above), Some("castList" | "list" | "table"));
            let head = above.child("head").filter(|_| holds).map(plain);
            occurrence.heading = occurrence
                .heading
                .take()
                .or(head.filter(|head| !head.is_empty()));
        }
    }

    fn first_unit(&self, element: Element<'_>) -> Option<usize> {
        let units = self.document.units();
        let at = units.partition_point(|unit| unit.node < element.id());
        units
            .get(at)
            .filter(|unit| unit.node < element.end())
            .map(|_| at)
    }

    /// A speech: of whom it points at, else of whom its speaker names.
    fn speech(&mut self, speech: Element<'t>) {
        let Some(&stream) = self.current.last() else {
            return;
        };
        let speaker = speech.child("speaker");
        let mut pointers = self.reader.pointers.named_by(speech, "who");
        if let Some(speaker) = speaker.filter(|_| pointers.is_empty()) {
            pointers = self.reader.pointers.named_by(speaker, "who");
            // A name in the speaker's line is an occurrence of its own.
            if pointers.is_empty() && speaker.elements().any(|e| self.reader.names(e)) {
                return;
            }
        }
        let mut occurrence = self.occurrence(speech, &self.streams[stream]);
        occurrence.form = speaker.map(reading_text).unwrap_or_default();
        if occurrence.standing == Standing::Text {
            occurrence.standing = Standing::Speech;
        }
        let unit = self
            .first_unit(speech)
            .map(|at| self.document.units()[at].node);
        let unit = unit.and_then(|node| self.document.tree().node(node).element());
        if let Some(unit) = unit {
            occurrence.after = format!(" {}", context::after(&reading_text(unit), 0));
        }
        let mention = Mention {
            kind: RegisterKind::People,
            pointers,
        };
        self.ready(speech, mention, occurrence);
    }

    fn ready(&mut self, element: Element<'t>, mention: Mention, occurrence: Occurrence) {
        self.mentions.push(Open {
            node: element.id(),
            mention,
            occurrence,
            stream: 0,
            start: 0,
            end: 0,
            ready: true,
        });
    }

    /// Who wrote and received, from and to where (TEI HD44CD).
    fn letters(&mut self) {
        let roots: FxHashSet<NodeId> = self.document.text().map(|root| root.id()).collect();
        let tree = self.document.tree();
        if !tree.has_name("correspDesc") {
            return;
        }
        let outside =
            |element: &Element<'_>| !element.ancestors().any(|above| roots.contains(&above.id()));
        for action in tree.root().find_all("correspAction").filter(outside) {
            let role = action.attribute("type").map(|role| collapse(&role));
            for element in action.descendants().filter_map(|node| node.element()) {
                if let Some(mention) = self.reader.read(element) {
                    let mut occurrence = self.occurrence(element, &Stream::new(Standing::Letter));
                    occurrence.form = reading_text(element);
                    occurrence.role = role.clone();
                    self.ready(element, mention, occurrence);
                }
            }
        }
    }

    fn found(self) -> Vec<Found> {
        let streams = self.streams;
        let found = self.mentions.into_iter().map(|open| {
            let mut occurrence = open.occurrence;
            if !open.ready {
                let text = &streams[open.stream].text;
                occurrence.form = collapse(&text[open.start..open.end]);
                if self.around == Around::Read {
                    occurrence.before = context::before(text, open.start);
                    occurrence.after = context::after(text, open.end);
                }
            }
            Found {
                node: open.node,
                mention: open.mention,
                occurrence,
            }
        });
        found.collect()
    }
}

/// What holds no names of the text, and no words that are read with it.
fn is_skipped(element: Element<'_>) -> bool {
    matches!(tei_name(element), Some("teiHeader" | "rt" | "rp")) || is_declaration(element)
}

/// Whether an element is a lemma or a reading of an entry that stands apart from
/// the words it is about.
fn is_reading_elsewhere(element: Element<'_>) -> bool {
    if !matches!(tei_name(element), Some("lem" | "rdg")) {
        return false;
    }
    let app = element.ancestors().find(|above| above.is("app"));
    app.is_some_and(speaks_of_elsewhere)
}
