//! Servers that say what they are told to, whatever they are asked.

use mcp::client::Command;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A program that notes each line it reads, and answers the first with the first answer, and so on.
#[derive(Debug)]
pub struct Script {
    answers: Vec<String>,
    /// Where it notes what it reads.
    pub log: PathBuf,
}

impl Script {
    /// A script of these answers. An empty one is none; `EXIT` ends the program.
    #[must_use]
    pub fn new(answers: &[&str]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "mcp-script-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let answers = answers.iter().map(|&answer| answer.to_owned()).collect();
        Script {
            answers,
            log: std::env::temp_dir().join(name),
        }
    }

    /// The program.
    #[must_use]
    pub fn command(&self) -> Command {
        let script = r#"
            for answer; do
                IFS= read -r line || exit
                printf '%s\n' "$line" >> "$LOG"
                if [ "$answer" = EXIT ]; then exit; fi
                if [ -n "$answer" ]; then printf '%s\n' "$answer"; fi
            done
            while IFS= read -r line; do printf '%s\n' "$line" >> "$LOG"; done"#;
        Command::new("sh")
            .arg("-c")
            .arg(script)
            .arg("sh")
            .args(&self.answers)
            .env("LOG", &self.log)
    }

    /// What the client has sent, as it was.
    #[must_use]
    pub fn text(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// What the client has sent.
    ///
    /// # Panics
    /// It is no JSON.
    #[must_use]
    pub fn heard(&self) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).expect(line))
            .collect()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.log);
    }
}

/// A result.
#[must_use]
pub fn answer(id: u64, result: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "result": result }).to_string()
}

/// An error.
#[must_use]
pub fn refusal(id: u64, code: i32, data: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": "No", "data": data } }).to_string()
}

/// The answer to `server/discover`.
#[must_use]
pub fn discovered(id: u64, versions: &[&str]) -> String {
    answer(
        id,
        &json!({ "supportedVersions": versions, "capabilities": {}, "ttlMs": -5 }),
    )
}

/// The answer to `initialize`.
#[must_use]
pub fn greeted(id: u64, version: &str) -> String {
    let server = json!({ "name": "script", "version": "1" });
    answer(
        id,
        &json!({ "protocolVersion": version, "capabilities": { "logging": {} }, "serverInfo": server }),
    )
}
