//! `variorum token`: who may change something over the web.

use clap::Subcommand;

use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, report};
use crate::access::{Access, Pattern, Permission, Standing, Token};
use crate::operations::{Grant, grant, revoke, tokens};
use crate::store::Store;

/// Make, list and revoke access tokens: who may change something over the web.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum token new --for \"Ada Editor\" --may publish,withdraw --editions 'leaflet-*' --until 2027-01-01
  variorum token list
  variorum token revoke 1c0ffee5

A token is shown once, when it is made; only its SHA-256 is kept, beside the store: in a folder
that nobody else may read (data/store.access), or in the object store. Whoever has it acts in the name of its holder:
published versions bear that name. Reading needs no token.")]
pub struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Make a token and print it.
    New(New),
    /// List the tokens that there are.
    List(List),
    /// Revoke a token: it is not taken from that moment on.
    Revoke(Revoke),
}

#[derive(clap::Args)]
struct New {
    /// Whose it is: published versions bear this name.
    #[arg(long = "for", value_name = "NAME")]
    holder: String,

    /// How to reach them: mailto:… or an address on the web.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "",
        hide_default_value = true
    )]
    address: String,

    /// What it allows: publish, withdraw, preview (keep drafts, try files), review
    /// (read what readers report).
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        default_value = "publish"
    )]
    may: Vec<Permission>,

    /// For which editions: names, in which * stands for anything.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "*")]
    editions: Vec<Pattern>,

    /// The last day on which it is good (UTC) [default: a year from now].
    #[arg(long, value_name = "DAY")]
    until: Option<String>,

    #[command(flatten)]
    folder: StoreFolder,
}

#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    folder: StoreFolder,
}

#[derive(clap::Args)]
struct Revoke {
    /// The number of the token, as the list has it.
    number: String,

    #[command(flatten)]
    folder: StoreFolder,
}

/// Who makes and revokes tokens: whoever can write into the folder.
const OPERATOR: &str = "command line";

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    match arguments.act {
        Act::New(new) => make(new, format),
        Act::List(list) => {
            let store = Store::open(&list.folder.store)?;
            for (token, standing) in tokens(&Access::of(&store)?)? {
                report::answer(&line(&token, standing, format))?;
            }
            Ok(Ending::Clean)
        }
        Act::Revoke(gone) => {
            let access = Access::of(&Store::open(&gone.folder.store)?)?;
            let token = revoke(&access, OPERATOR, &gone.number)?;
            report::answer(&line(&token, Standing::Revoked, format))?;
            Ok(Ending::Clean)
        }
    }
}

fn make(new: New, format: Format) -> Outcome {
    // Whoever gets a token needs a store to publish to.
    let store = Store::open_or_create(&new.folder.store)?;
    let access = Access::of(&store)?;
    let wish = Grant {
        holder: new.holder,
        address: new.address,
        may: new.may,
        editions: new.editions,
        until: new.until,
    };
    let (secret, token) = grant(&access, OPERATOR, wish)?;
    if format == Format::Json {
        let mut shown = shown(&token, Standing::Good);
        shown["token"] = secret.into();
        return report::answer(&format!("{shown}\n")).map(|()| Ending::Clean);
    }
    report::answer(&format!("{secret}\n")).map_err(|Failure(message)| {
        let number = &token.number;
        Failure(format!(
            "the token could not be shown; revoke it: variorum token revoke {number}\n{message}"
        ))
    })?;
    report::say(&format!(
        "Keep it like a password: it is shown this once. {}",
        words(&token, Standing::Good)
    ));
    Ok(Ending::Clean)
}

fn line(token: &Token, standing: Standing, format: Format) -> String {
    if format == Format::Json {
        return format!("{}\n", shown(token, standing));
    }
    format!("{}\n", words(token, standing))
}

/// A token for programs: without its SHA-256, which nobody needs.
fn shown(token: &Token, standing: Standing) -> serde_json::Value {
    serde_json::json!({
        "number": token.number,
        "holder": token.holder,
        "address": token.address,
        "may": token.may,
        "editions": token.editions,
        "made": token.made,
        "until": token.until,
        "revoked": token.revoked,
        "standing": standing.word(),
    })
}

/// A token in a line.
fn words(token: &Token, standing: Standing) -> String {
    let may: Vec<&str> = token.may.iter().map(|may| may.word()).collect();
    let editions: Vec<String> = token.editions.iter().map(Pattern::to_string).collect();
    let time = match (standing, &token.revoked) {
        (Standing::Revoked, Some(when)) => format!("revoked {when}"),
        (standing, _) => format!("{} until {}", standing.word(), token.until),
    };
    format!(
        "{} {time}: {}: {} {}",
        token.number,
        token.holder,
        may.join(","),
        editions.join(",")
    )
}
