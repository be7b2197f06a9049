//! What a connector is: its configuration, its readers, its checks. `#[connector]` writes all of it; it can be
//! written by hand as well.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::config::Config;
use crate::context::{Argument, ReaderContext};
use crate::error::Result;
use crate::schema::{Name, TableSpec};

/// A future on the heap that can move between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A source that can be synced.
///
/// Implemented by `#[connector]` on a function or an impl block. By hand:
///
/// ```
/// use connector_sdk::connector::{Connector, Info, Reader};
/// use connector_sdk::prelude::*;
/// # #[table(primary_key = code)] struct Country { code: String }
///
/// struct Countries;
///
/// impl Connector for Countries {
///     type Config = ();
///
///     fn info() -> Info {
///         Info::new("countries")
///     }
///
///     fn readers() -> Vec<Reader<()>> {
///         vec![Reader::new("country").argument::<Rows<Country>>().run(|_config, context| {
///             Box::pin(async move {
///                 let rows: Rows<Country> = context.argument()?;
///                 rows.upsert(Country { code: "NZ".into() }).await?;
///                 context.finish(rows)
///             })
///         })]
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connector",
    note = "write `#[connector]` above a function or above the impl block with the readers"
)]
pub trait Connector: 'static {
    /// What the user configures; `()` for nothing.
    type Config: Config;

    /// Name, version and description.
    fn info() -> Info;

    /// The functions that read the source, in the order in which they run.
    fn readers() -> Vec<Reader<Self::Config>>;

    /// The functions that test a configuration, for `check` and for the platforms' set-up pages.
    fn checks() -> Vec<Check<Self::Config>> {
        Vec::new()
    }

    /// Tables that are known only once the source can be asked.
    fn discover(_config: Arc<Self::Config>) -> BoxFuture<Result<Vec<TableSpec>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// How a connector presents itself, and how it runs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Info {
    /// The connector's name, in snake_case.
    pub name: Name,
    /// Its version; empty when it has none.
    pub version: Name,
    /// What it syncs, in a sentence or two.
    pub description: Name,
    /// How many readers run at the same time; 1 unless said otherwise.
    pub concurrency: usize,
    /// Whether rows of a table that was never declared are refused instead of warned about.
    pub strict: bool,
    /// The package's directory at build time: the project directory under `cargo run`.
    pub package_dir: Option<&'static str>,
}

impl Info {
    /// A connector of this name, without version and description, whose readers run one after the other.
    pub fn new(name: impl Into<Name>) -> Self {
        Self {
            name: name.into(),
            version: "".into(),
            description: "".into(),
            concurrency: 1,
            strict: false,
            package_dir: None,
        }
    }

    /// Sets the version.
    pub fn version(mut self, version: impl Into<Name>) -> Self {
        self.version = version.into();
        self
    }

    /// Says what it syncs.
    pub fn describe(mut self, description: impl Into<Name>) -> Self {
        self.description = description.into();
        self
    }

    /// Lets this many readers run at the same time, at least one.
    pub fn concurrency(mut self, readers: usize) -> Self {
        self.concurrency = readers.max(1);
        self
    }

    /// Refuses rows of tables that were never declared.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Sets the package's directory, as `env!("CARGO_MANIFEST_DIR")` gives it.
    pub fn package_dir(mut self, directory: &'static str) -> Self {
        self.package_dir = Some(directory);
        self
    }
}

type Run<C> = fn(Arc<C>, ReaderContext) -> BoxFuture<Result<()>>;

/// A function that reads the source and fills one or more tables.
pub struct Reader<C> {
    pub(crate) name: Name,
    pub(crate) tables: Vec<TableSpec>,
    /// Whether it may write others as well.
    pub(crate) opens_tables: bool,
    pub(crate) run: Run<C>,
}

impl<C> Reader<C> {
    /// A reader of this name. It does nothing yet.
    pub fn new(name: impl Into<Name>) -> Self {
        Self { name: name.into(), tables: Vec::new(), opens_tables: false, run: |_, _| Box::pin(async { Ok(()) }) }
    }

    /// Declares an argument that the function takes, and with it the tables that it writes.
    pub fn argument<A: Argument>(self) -> Self {
        self.reaches(A::reach())
    }

    /// [`argument`](Self::argument) without a bound of its own, which would show in an author's error.
    #[doc(hidden)]
    pub fn reaches(mut self, (tables, opens): (Vec<TableSpec>, bool)) -> Self {
        self.tables.extend(tables);
        self.opens_tables |= opens;
        self
    }

    /// Declares tables that the function writes, as [`argument`](Self::argument) does for one argument.
    pub fn tables(mut self, tables: impl IntoIterator<Item = TableSpec>) -> Self {
        self.tables.extend(tables);
        self
    }

    /// The function. It takes its arguments from the context and gives each back with
    /// [`finish`](ReaderContext::finish) when it has read everything.
    pub fn run(mut self, run: Run<C>) -> Self {
        self.run = run;
        self
    }
}

/// A named test of a configuration.
pub struct Check<C> {
    pub(crate) name: Name,
    pub(crate) label: Name,
    pub(crate) run: fn(Arc<C>) -> BoxFuture<Result<()>>,
}

impl<C> Check<C> {
    /// A test with a name for machines and a label for people.
    pub fn new(name: impl Into<Name>, label: impl Into<Name>, run: fn(Arc<C>) -> BoxFuture<Result<()>>) -> Self {
        Self { name: name.into(), label: label.into(), run }
    }
}
