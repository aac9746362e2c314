//! An object store that speaks S3.
//!
//! Asked of it: a conditional PUT (`If-None-Match: *`), GET, HEAD, DELETE and
//! listing.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutMode, PutPayload, RetryConfig,
};
use tokio::runtime::{Builder, Runtime};

use super::blobs::{BlobStore, Created};
use super::{Error, at};

/// How long a request may take: a pack of 100 MB over a slow line does.
const TIMEOUT: Duration = Duration::from_secs(300);

/// How long an answer may keep silent.
const SILENCE: Duration = Duration::from_secs(15);

/// How long a request is tried again, and a connection is waited for: who reads
/// a page waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a name that seems taken, and is not there, is tried again.
const ATTEMPTS: usize = 10;

/// A bucket, or what in it begins with a prefix.
#[derive(Debug)]
pub struct Bucket {
    store: Arc<AmazonS3>,
    /// What people call it.
    place: PathBuf,
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

/// What an address says: `s3://bucket/prefix?endpoint=…&region=…&single-writer`.
struct Address<'a> {
    bucket: &'a str,
    prefix: &'a str,
    endpoint: Option<&'a str>,
    region: Option<&'a str>,
    alone: bool,
}

impl<'a> Address<'a> {
    fn read(address: &'a str) -> Result<Self, String> {
        let rest = address.strip_prefix("s3://").unwrap_or(address);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let mut read = Self {
            bucket,
            prefix: prefix.trim_matches('/'),
            endpoint: None,
            region: None,
            alone: false,
        };
        if bucket.is_empty() {
            return Err("it names no bucket".to_owned());
        }
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=').unwrap_or((part, "")) {
                ("endpoint", url) => read.endpoint = Some(url),
                ("region", region) => read.region = Some(region),
                ("single-writer", "") => read.alone = true,
                (other, _) => {
                    return Err(format!(
                        "`{other}` means nothing here: `endpoint=…`, `region=…` and \
                         `single-writer` do"
                    ));
                }
            }
        }
        Ok(read)
    }
}

impl Bucket {
    /// The place at an [`Address`]. Keys come from the environment, under the
    /// names that all programs for S3 use (`AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`).
    pub fn at(address: &str) -> Result<Self, Error> {
        let unfit = |message: String| Error::Unfit(format!("{address}: {message}"));
        let read = Address::read(address).map_err(unfit)?;
        let mut options = ClientOptions::new()
            .with_timeout(TIMEOUT)
            .with_connect_timeout(PATIENCE)
            .with_read_timeout(SILENCE);
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(read.bucket);
        if let Some(region) = read.region {
            builder = builder.with_region(region);
        }
        if let Some(url) = read.endpoint {
            builder = builder.with_endpoint(url);
            options = options.with_allow_http(url.starts_with("http://"));
        }
        let builder = builder
            .with_client_options(options)
            .with_retry(RetryConfig {
                backoff: BackoffConfig::default(),
                max_retries: 3,
                retry_timeout: PATIENCE,
            });
        let store = builder.build().map_err(|error| unfit(error.to_string()))?;
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build();
        Ok(Self {
            store: Arc::new(store),
            place: PathBuf::from(format!("s3://{}/{}", read.bucket, read.prefix)),
            prefix: read.prefix.to_owned(),
            alone: read.alone,
            runtime: Some(runtime.map_err(at(Path::new(address)))?),
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
        let fail = |cause| Failed::Other(at(&self.place.join(name))(cause));
        let Some(runtime) = &self.runtime else {
            return Err(fail(io::Error::other("closed")));
        };
        runtime.block_on(work).map_err(|error| match error {
            object_store::Error::NotFound { .. } => Failed::Absent,
            object_store::Error::AlreadyExists { .. }
            | object_store::Error::Precondition { .. } => Failed::Taken,
            object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. } => {
                let kind = io::ErrorKind::PermissionDenied;
                fail(io::Error::new(kind, error))
            }
            error => fail(io::Error::other(error)),
        })
    }

    fn put(&self, name: &str, bytes: &[u8], mode: PutMode) -> Result<(), Failed> {
        let key = self.key(name).map_err(Failed::Other)?;
        let payload = PutPayload::from(bytes.to_vec());
        let work = self.store.put_opts(&key, payload, mode.into());
        self.wait(name, work).map(|_| ())
    }

    fn is_there(&self, name: &str) -> Result<bool, Error> {
        let key = self.key(name)?;
        match self.wait(name, self.store.head(&key)) {
            Ok(_) => Ok(true),
            Err(Failed::Absent) => Ok(false),
            Err(other) => Err(self.refused(name, other)),
        }
    }

    fn refused(&self, name: &str, failed: Failed) -> Error {
        let message = match failed {
            Failed::Other(error) => return error,
            Failed::Absent => "the object store says that it is not there",
            Failed::Taken => "the object store says that somebody else is writing it",
        };
        at(&self.place.join(name))(io::Error::other(message))
    }
}

/// Why something was not done.
enum Failed {
    Absent,
    Taken,
    Other(Error),
}

impl BlobStore for Bucket {
    fn create(&self, name: &str, bytes: &[u8]) -> Result<Created, Error> {
        for _ in 0..ATTEMPTS {
            match self.put(name, bytes, PutMode::Create) {
                Ok(()) => return Ok(Created::Now),
                // Taken, or another one is at it (409), who may not get there.
                Err(Failed::Taken) if self.is_there(name)? => return Ok(Created::Already),
                Err(Failed::Taken) => {}
                Err(other) => return Err(self.refused(name, other)),
            }
        }
        Err(self.refused(name, Failed::Taken))
    }

    fn get_dated(&self, name: &str) -> Result<Option<(Vec<u8>, i64)>, Error> {
        let key = self.key(name)?;
        let work = async {
            let found = self.store.get(&key).await?;
            let second = found.meta.last_modified.timestamp();
            Ok((found.bytes().await?, second))
        };
        match self.wait(name, work) {
            Ok((bytes, second)) => Ok(Some((bytes.to_vec(), second))),
            Err(Failed::Absent) => Ok(None),
            Err(other) => Err(self.refused(name, other)),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        let key = self.key(folder)?;
        let work = self.store.list_with_delimiter(Some(&key));
        let listed = self.wait(folder, work);
        let listed = listed.map_err(|failed| self.refused(folder, failed))?;
        let names = listed.objects.iter();
        let names = names.filter_map(|object| object.location.filename());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let put = self.put(name, bytes, PutMode::Overwrite);
        put.map_err(|failed| self.refused(name, failed))
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        let key = self.key(name)?;
        match self.wait(name, self.store.delete(&key)) {
            Ok(()) | Err(Failed::Absent) => Ok(()),
            Err(other) => Err(self.refused(name, other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read() {
        let read = Address::read("s3://texts/a/b/?endpoint=http://[::1]:7480&single-writer");
        let read = read.ok().unwrap();
        assert_eq!((read.bucket, read.prefix), ("texts", "a/b"));
        assert_eq!(read.endpoint, Some("http://[::1]:7480"));
        assert!(read.alone && read.region.is_none());
        let said = |address| Address::read(address).err().unwrap();
        assert!(said("s3://texts?single-reader").contains("`single-reader` means nothing"));
        assert!(said("s3:///texts").contains("no bucket"));
    }
}
