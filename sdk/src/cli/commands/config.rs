//! `config`: asks for the configuration and writes it.

use std::io;

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value as Json};
use tracing::Level;

use crate::cli::io::Io;
use crate::cli::project::{Readers, write_whole};
use crate::cli::session::Session;
use crate::cli::{Command, exit};
use crate::config::{FieldKind, FieldSpec, Prompter, Values, file_of, fill, question, template, variable_of};
use crate::error::Result;

pub(in crate::cli) const COMMAND: Command = Command {
    name: "config",
    arguments: |command| {
        let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
        command
            .about("Ask for the configuration and write it")
            .after_help(
                "Asks for each field and writes configuration.json, readable by its owner only. Secrets are not\n\
                 shown while they are typed. What the file holds so far is offered again.",
            )
            .arg(flag("template").help("Print an example of the file instead").conflicts_with("fields"))
            .arg(flag("fields").help("Explain the fields and their environment variables instead"))
    },
    run,
};

fn run(session: &mut Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let fields = &session.definition.fields;
    if matches.get_flag("template") {
        return session.print(&format!("{:#}", Json::from(template(fields)))).map(|()| exit::DONE);
    }
    if matches.get_flag("fields") {
        let text = match session.options.json {
            true => format!("{:#}", Json::from(fields.iter().map(|field| json_of(session, field)).collect::<Vec<_>>())),
            false if fields.is_empty() => "This connector needs no configuration.".to_owned(),
            false => fields.iter().map(|field| text_of(session, field)).collect::<Vec<_>>().join("\n\n"),
        };
        return session.print(&text).map(|()| exit::DONE);
    }
    if fields.is_empty() {
        session.tell("This connector needs no configuration.");
        return Ok(exit::DONE);
    }
    let file = session.project.configuration.clone();
    let current = Values::from_file(fields, &file)?;
    let answers: Map<String, Json> = fill(fields, &current, &mut Dialogue(session.io))?;
    write_whole(&file, &format!("{:#}\n", Json::from(answers)), &Readers::Owner)?;
    session.tell(&format!("`{}` is written; `{} check` tries it.", file.display(), session.program));
    // Fields may contradict each other although each of them is fine.
    match Values::from_file(fields, &file).and_then(|values| session.definition.open(&values)) {
        Ok(_) => Ok(exit::DONE),
        Err(error) => {
            session.io.screen.log(Level::WARN, "the connector does not take this configuration yet", &[]);
            Err(error)
        }
    }
}

/// A person at a terminal, or answers that are piped in.
struct Dialogue<'a>(&'a mut Io);

impl Prompter for Dialogue<'_> {
    fn ask(&mut self, field: &FieldSpec, current: Option<&str>) -> io::Result<String> {
        loop {
            self.0.screen.prompt(&question(field, current));
            let is_file = matches!(field.kind, FieldKind::Upload(_));
            let answer = match field.kind.is_secret() && !is_file && self.0.can_ask && self.0.is_process {
                true => console::Term::stderr().read_secure_line(),
                false => self.0.line(),
            };
            self.0.screen.line("");
            let file = answer.as_ref().ok().filter(|_| is_file).and_then(|path| file_of(path, &self.0.directory));
            match file {
                None => return answer,
                // The platforms get the same, and the key need not lie there any longer.
                Some(Ok(content)) => return Ok(content),
                Some(Err(reason)) => self.0.screen.line(&reason),
            }
        }
    }

    fn refuse(&mut self, _field: &FieldSpec, reason: &str) -> io::Result<()> {
        self.0.screen.line(reason);
        Ok(())
    }
}

fn variable(session: &Session<'_>, field: &FieldSpec) -> String {
    variable_of(&session.definition.info.name, &field.name)
}

fn text_of(session: &Session<'_>, field: &FieldSpec) -> String {
    let need = match (&field.default, &field.when) {
        (Some(default), _) => format!("default `{default}`"),
        (None, Some(when)) => format!("needed when `{}` is `{}`", when.field, when.equals),
        (None, None) if field.required => "needed".to_owned(),
        (None, None) => "optional".to_owned(),
    };
    let mut lines = vec![format!("{}: {}, {need}", field.name, field.kind)];
    lines
        .extend(field.description.iter().flat_map(|text| text.trim().lines()).map(|line| format!("  {}", line.trim())));
    lines.extend(field.placeholder.iter().map(|example| format!("  for example `{example}`")));
    lines.push(format!("  environment: {}", variable(session, field)));
    lines.join("\n")
}

fn json_of(session: &Session<'_>, field: &FieldSpec) -> Json {
    serde_json::json!({
        "name": field.name,
        "label": field.label,
        "description": field.description,
        "kind": field.kind.to_string(),
        "secret": field.kind.is_secret(),
        "required": field.required,
        "default": field.default,
        "placeholder": field.placeholder,
        "variable": variable(session, field),
    })
}
