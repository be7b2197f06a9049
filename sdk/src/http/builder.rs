//! How a client is set up.

use std::sync::{Arc, Once};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::client::{Client, Inner};
use super::gate::Gate;
use super::rate_limit::{Limiter, Rate};
use super::response::Response;
use super::retry::{Chance, Retry};
use super::send;
use crate::auth::Auth;
use crate::error::{Error, Result};

/// Judges an answer with status 200 that may be an error all the same.
pub(super) type CheckAnswer = Arc<dyn Fn(&Response) -> Result<()> + Send + Sync>;

/// Sets up a [`Client`]. Mistakes, such as an address that is none, are reported by the first request.
pub struct ClientBuilder {
    base_url: Option<Url>,
    auth: Option<Arc<dyn Auth>>,
    rate: Option<Rate>,
    most_at_once: Option<usize>,
    retry: Retry,
    headers: HeaderMap,
    user_agent: String,
    timeout: Duration,
    read_timeout: Duration,
    longest_body: usize,
    check: Option<CheckAnswer>,
    hosts: Vec<String>,
    identity: Option<reqwest::Identity>,
    roots: Vec<reqwest::Certificate>,
    mistake: Option<Error>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: None,
            auth: None,
            rate: None,
            most_at_once: None,
            retry: Retry::default(),
            headers: HeaderMap::new(),
            user_agent: concat!("connector-sdk/", env!("CARGO_PKG_VERSION")).to_owned(),
            timeout: Duration::from_secs(300),
            read_timeout: Duration::from_secs(60),
            longest_body: 256 * 1024 * 1024,
            check: None,
            hosts: Vec::new(),
            identity: None,
            roots: Vec::new(),
            mistake: None,
        }
    }
}

impl ClientBuilder {
    /// Sets the address that relative paths lie below. Credentials are sent to its host only.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        match Url::parse(url.as_ref()) {
            Ok(mut url) if url.has_host() => {
                // Without the slash the last part of the path would be replaced by what is joined to it.
                if !url.path().ends_with('/') {
                    url.set_path(&format!("{}/", url.path()));
                }
                self.base_url = Some(url);
            }
            _ => self.note(
                Error::configuration(format!("`{}` is no address of a web API", url.as_ref()))
                    .next_step("write it whole: `https://api.example.com`"),
            ),
        }
        self
    }

    /// Sets how requests prove who they are from.
    pub fn auth(self, auth: impl Auth) -> Self {
        let mut client = auth.set_up(self);
        client.auth = Some(Arc::new(auth));
        client
    }

    /// Sets how fast requests are sent at most: `"100/s"`, `"5/min"`. Unlimited unless set; what the source says in
    /// its headers is heeded in any case.
    pub fn rate_limit(mut self, rate: impl AsRef<str>) -> Self {
        match rate.as_ref().parse() {
            Ok(rate) => self.rate = Some(rate),
            Err(error) => self.note(error),
        }
        self
    }

    /// Sets how many requests are under way at the same time at most; 256 unless set, and readers ask for far fewer.
    /// A source that is overloaded gets fewer in any case: half as many after 429, 503 or no answer in time, and one
    /// more after each round of good answers.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.most_at_once = Some(requests.max(1));
        self
    }

    /// Sets when requests are sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Adds a header to every request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => self.note(Error::configuration(format!("`{name}` and its value cannot be a header"))),
        }
        self
    }

    /// Sets how the client presents itself; `connector-sdk/` and a version unless set.
    pub fn user_agent(mut self, agent: impl Into<String>) -> Self {
        self.user_agent = agent.into();
        self
    }

    /// Sets how long a request may take with all of its answer; 5 minutes unless set. Streams are not limited by it.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }

    /// Sets how long an answer may pause; 60 seconds unless set.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.read_timeout = time;
        self
    }

    /// Sets how large an answer may be that is not streamed; 256 MiB unless set.
    pub fn longest_body(mut self, bytes: usize) -> Self {
        self.longest_body = bytes;
        self
    }

    /// Looks at every answer with a good status, for sources that report errors inside of one.
    ///
    /// ```no_run
    /// # use connector_sdk::{http::Client, Error};
    /// let client = Client::builder().check_answer(|answer| {
    ///     match answer.peek("/status")?.as_str() {
    ///         Some("error") => Err(Error::source(answer.peek("/message")?)),
    ///         _ => Ok(()),
    ///     }
    /// });
    /// ```
    pub fn check_answer(mut self, check: impl Fn(&Response) -> Result<()> + Send + Sync + 'static) -> Self {
        self.check = Some(Arc::new(check));
        self
    }

    /// Sends credentials to this host as well, for sources whose pages or files lie elsewhere.
    pub fn trust_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Presents a client certificate: PEM with the certificate, its chain and its private key.
    pub fn client_certificate(mut self, pem: &crate::Secret) -> Self {
        match reqwest::Identity::from_pem(pem.expose().as_bytes()) {
            Ok(identity) => self.identity = Some(identity),
            Err(_) => self.note(Error::configuration("the client certificate cannot be read").next_step(
                "give PEM that holds the certificate and its private key, not encrypted, one after the other",
            )),
        }
        self
    }

    /// Trusts a certificate authority besides those of the machine: PEM, one certificate or several.
    pub fn root_certificate(mut self, pem: &str) -> Self {
        match reqwest::Certificate::from_pem_bundle(pem.as_bytes()) {
            Ok(roots) if !roots.is_empty() => self.roots.extend(roots),
            _ => self.note(Error::configuration("the root certificate cannot be read").next_step("give it as PEM")),
        }
        self
    }

    /// The client.
    pub fn build(self) -> Client {
        install_crypto();
        let built = match self.mistake {
            Some(mistake) => Err(mistake),
            None => {
                let mut client = reqwest::Client::builder()
                    .user_agent(&self.user_agent)
                    .default_headers(self.headers)
                    .connect_timeout(Duration::from_secs(10))
                    .read_timeout(self.read_timeout)
                    .redirect(send::at_home())
                    .pool_idle_timeout(Duration::from_secs(30));
                if let Some(identity) = self.identity {
                    client = client.identity(identity);
                }
                for root in self.roots {
                    client = client.tls_certs_merge([root]);
                }
                client.build().map_err(|error| Error::configuration(format!("no HTTP client can be set up: {error}")))
            }
        };
        let mistake = built.as_ref().err().map(ToString::to_string);
        Client::of(Inner {
            wire: built.ok(),
            mistake,
            base_url: self.base_url,
            auth: self.auth,
            limiter: Limiter::new(self.rate),
            gate: Gate::new(self.most_at_once),
            retry: self.retry,
            chance: Chance::new(),
            timeout: self.timeout,
            longest_body: self.longest_body,
            check: self.check,
            hosts: self.hosts,
        })
    }

    fn note(&mut self, mistake: Error) {
        self.mistake.get_or_insert(mistake);
    }
}

/// TLS without a C++ tool chain: ring, unless the program has chosen another library.
fn install_crypto() {
    static ONCE: Once = Once::new();
    // A second one is refused, and the first one is as good.
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}
