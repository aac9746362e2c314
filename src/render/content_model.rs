//! What may stand in an element of HTML?

/// What may stand in an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// Blocks and lines.
    Flow,
    /// What stands within a line.
    Phrasing,
    /// What may stand in the element around it.
    Transparent,
    List,
    Terms,
    Table,
    Rows,
    Row,
    /// Another vocabulary, which is left alone.
    Opaque,
}

impl Model {
    pub fn of(name: &str) -> Self {
        match name {
            "span" | "p" | "i" | "b" | "br" => Self::Phrasing,
            "div" => Self::Flow,
            "a" | "ins" | "del" | "map" => Self::Transparent,
            "ul" | "ol" | "menu" => Self::List,
            "dl" => Self::Terms,
            "table" => Self::Table,
            "thead" | "tbody" | "tfoot" => Self::Rows,
            "tr" => Self::Row,
            "math" | "svg" | "script" | "style" | "title" => Self::Opaque,
            _ if is_flow(name) => Self::Flow,
            _ => Self::Phrasing,
        }
    }

    /// Whether an element of this name is a proper child.
    pub fn takes(self, name: &str) -> bool {
        match self {
            Self::List => name == "li",
            Self::Terms => matches!(name, "dt" | "dd" | "div"),
            Self::Table => matches!(
                name,
                "caption" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr"
            ),
            Self::Rows => name == "tr",
            Self::Row => matches!(name, "td" | "th"),
            _ => !is_part(name),
        }
    }

    /// What is put around a stray in it.
    pub fn wrapper(self) -> Option<&'static str> {
        match self {
            Self::List => Some("li"),
            Self::Terms => Some("dd"),
            Self::Table | Self::Rows => Some("tr"),
            Self::Row => Some("td"),
            _ => None,
        }
    }
}

/// Elements in which paragraphs may stand.
fn is_flow(name: &str) -> bool {
    name == "div"
        || name != "span"
            && matches!(
                name,
                "div"
                    | "li"
                    | "td"
                    | "th"
                    | "dd"
                    | "dt"
                    | "blockquote"
                    | "figure"
                    | "figcaption"
                    | "section"
                    | "aside"
                    | "article"
                    | "header"
                    | "footer"
                    | "nav"
                    | "main"
                    | "details"
                    | "caption"
                    | "fieldset"
                    | "form"
                    | "body"
                    | "head"
                    | "html"
            )
}

/// Elements that stand only in lists and tables.
pub fn is_part(name: &str) -> bool {
    !matches!(name, "span" | "div" | "a" | "p")
        && matches!(
            name,
            "li" | "dt"
                | "dd"
                | "tr"
                | "td"
                | "th"
                | "caption"
                | "thead"
                | "tbody"
                | "tfoot"
                | "colgroup"
        )
}

/// Elements that may not stand within a line.
pub fn is_block(name: &str) -> bool {
    if matches!(name, "span" | "a" | "br") {
        return false;
    }
    let other = matches!(
        name,
        "p" | "ul" | "ol" | "menu" | "dl" | "table" | "hr" | "pre" | "address"
    );
    (is_flow(name) && !is_part(name)) || other || is_heading(name)
}

pub fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}
