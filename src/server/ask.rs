//! What was asked?

use std::convert::Infallible;
use std::ops::Deref;

use axum::extract::{FromRequest, Request};

/// A request without its body, which nobody reads here: it can be shared by
/// threads, and nothing of it is copied.
pub struct Ask(axum::http::Request<()>);

impl<S: Sync> FromRequest<S> for Ask {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        Ok(Self(request.map(|_| ())))
    }
}

impl Deref for Ask {
    type Target = axum::http::Request<()>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
