//! How do other systems hand something in?
//!
//! 1. `credentials` says who asks, `desk` whether they may;
//! 2. `query`, `note`, `media` and `conditions` read what the request says
//!    besides its body, before any of it is read;
//! 3. `body` takes the body, `digests` checks it, `parts` divides it;
//! 4. `state` says how an edition stands, an `order` changes it through
//!    `operations`, `reply` tells what came of it;
//! 5. `batch` takes in many files at once, and works them off behind;
//! 6. `hand_in` does the same for people, with a form;
//! 7. `collate` puts witnesses side by side, for programs and for people;
//! 8. `report` takes what readers say is wrong, with a seal of `seals`;
//! 9. `manual` is all of this for people, and `openapi.json` for programs.
//!
//! Reading needs no token. Nothing is changed without one, and without the
//! client saying in which state it expects what it changes.

mod batch;
mod body;
mod collate;
mod conditions;
mod credentials;
mod desk;
mod dictionary;
mod digests;
mod draft;
mod edition;
mod hand_in;
mod handed;
mod list;
mod manual;
mod media;
mod note;
mod order;
mod parts;
mod query;
mod reply;
mod report;
mod router;
mod seals;
mod state;
mod token;
mod withdraw;

pub use batch::resume;
pub use desk::Desk;
pub use router::router;
