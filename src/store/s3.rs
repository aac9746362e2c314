//! An object store that speaks S3.
//!
//! Asked of it: a conditional PUT (`If-None-Match: *`), GET, DELETE and listing.

use std::io;
use std::path::Path;
use std::sync::Arc;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use tokio::runtime::{Builder, Runtime};

use super::blobs::{BlobStore, Created};
use super::{Error, at};

/// A bucket, or what in it begins with a prefix.
#[derive(Debug)]
pub struct Bucket {
    store: Arc<AmazonS3>,
    prefix: String,
    alone: bool,
    /// Set to `None` only when it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // A runtime must not be waited for where another one is at work.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// The place at `s3://bucket/prefix?endpoint=…&region=…&single-writer`. Keys
    /// come from the environment, under the names that all programs for S3 use
    /// (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`).
    pub fn at(address: &str) -> Result<Self, Error> {
        let unfit = |message: String| Error::Unfit(format!("{address}: {message}"));
        let rest = address.strip_prefix("s3://").unwrap_or(address);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        let mut alone = false;
        for part in query.split('&').filter(|part| !part.is_empty()) {
            builder = match part.split_once('=').unwrap_or((part, "")) {
                ("endpoint", url) => builder
                    .with_endpoint(url)
                    .with_allow_http(url.starts_with("http://")),
                ("region", region) => builder.with_region(region),
                ("single-writer", _) => {
                    alone = true;
                    builder
                }
                (other, _) => return Err(unfit(format!("`{other}` means nothing here"))),
            };
        }
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(at(Path::new(address)))?;
        let store = builder.build().map_err(|error| unfit(error.to_string()))?;
        Ok(Self {
            store: Arc::new(store),
            prefix: prefix.trim_matches('/').to_owned(),
            alone,
            runtime: Some(runtime),
        })
    }

    /// Whether the address says that nobody else writes there.
    pub fn alone(&self) -> bool {
        self.alone
    }

    fn key(&self, name: &str) -> Result<Key, Error> {
        let whole = match self.prefix.as_str() {
            "" => name.to_owned(),
            prefix => format!("{prefix}/{name}"),
        };
        // As it is: names of objects are escaped already.
        Key::parse(&whole).map_err(|error| Error::Unfit(error.to_string()))
    }

    fn wait<T>(
        &self,
        name: &str,
        work: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, Failed> {
        let Some(runtime) = &self.runtime else {
            return Err(Failed::Other(at(Path::new(name))(io::Error::other(
                "closed",
            ))));
        };
        runtime.block_on(work).map_err(|error| match error {
            object_store::Error::NotFound { .. } => Failed::Absent,
            object_store::Error::AlreadyExists { .. }
            | object_store::Error::Precondition { .. } => Failed::Taken,
            error => Failed::Other(at(Path::new(name))(io::Error::other(error))),
        })
    }
}

/// Why something was not done.
enum Failed {
    Absent,
    Taken,
    Other(Error),
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        let said = |what| Self::Unfit(format!("the object store says that something {what}"));
        match failed {
            Failed::Absent => said("is not there"),
            Failed::Taken => said("is there already"),
            Failed::Other(error) => error,
        }
    }
}

impl BlobStore for Bucket {
    fn create(&self, name: &str, bytes: &[u8]) -> Result<Created, Error> {
        let (key, payload) = (self.key(name)?, PutPayload::from(bytes.to_vec()));
        let work = self.store.put_opts(&key, payload, PutMode::Create.into());
        match self.wait(name, work) {
            Ok(_) => Ok(Created::Now),
            Err(Failed::Taken) => Ok(Created::Already),
            Err(other) => Err(other.into()),
        }
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let key = self.key(name)?;
        let work = async { self.store.get(&key).await?.bytes().await };
        match self.wait(name, work) {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Failed::Absent) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        let key = self.key(folder)?;
        let work = self.store.list_with_delimiter(Some(&key));
        let listed = self.wait(folder, work)?;
        let names = listed.objects.iter();
        let names = names.filter_map(|object| object.location.filename());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let (key, payload) = (self.key(name)?, PutPayload::from(bytes.to_vec()));
        self.wait(name, self.store.put(&key, payload))?;
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        let key = self.key(name)?;
        match self.wait(name, self.store.delete(&key)) {
            Err(Failed::Other(error)) => Err(error),
            _ => Ok(()),
        }
    }
}
