//! Second: the process that shows what is read and made, as the desk sees it. It is asked in lines of JSON and answers with a
//! line and bytes. It works within limits; whatever a foreign file asks for ends it and not the desk, and it is begun anew
//! from time to time, so that a desk takes no more memory in the evening than in the morning.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use super::VIEWS;
use super::views::Answer;
use crate::read::confine;
use crate::say::words::Lang;

/// Questions, and working time, after which it is begun anew.
const QUESTIONS: usize = 300;
const TIME: Duration = Duration::from_secs(120);
/// Most bytes of an answer.
const LIMIT: usize = 256 << 20;

/// What is sent to the thread that the second process belongs to: a question, whether it needs nothing of those before it,
/// and where the answer goes.
type Sent = (String, bool, Sender<Option<Answer>>);

/// The second process, and the thread that asks it one question after the other.
pub struct Second(Sender<Sent>);

impl Second {
    pub fn new(program: &Path, root: &Path, lang: Lang) -> std::io::Result<Self> {
        let (send, receive) = channel::<Sent>();
        let mut asking = Asking { program: program.to_owned(), root: root.to_owned(), lang, running: None };
        let answer = move || {
            for (question, begins, back) in receive {
                if begins {
                    asking.refresh();
                }
                // Whoever asked may have gone.
                let _ = back.send(asking.ask(&question));
            }
        };
        std::thread::Builder::new().name("second".to_owned()).spawn(answer)?;
        Ok(Self(send))
    }

    /// Asks for a view; nothing if the process did not live to answer. `begins` says that the question needs nothing of those
    /// before it.
    pub fn ask(&self, question: String, begins: bool) -> Option<Answer> {
        let (back, answer) = channel();
        self.0.send((question, begins, back)).ok()?;
        answer.recv().ok()?
    }
}

/// The process, if it runs.
struct Asking {
    program: PathBuf,
    root: PathBuf,
    lang: Lang,
    running: Option<Running>,
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: usize,
    worked: Duration,
}

impl Asking {
    fn ask(&mut self, question: &str) -> Option<Answer> {
        let began = Instant::now();
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.program, &self.root, self.lang).ok()?,
        };
        let answer = running.ask(question).ok()?;
        running.asked += 1;
        running.worked += began.elapsed();
        self.running = Some(running);
        Some(answer)
    }

    /// Begins anew if it is time to. What pages it holds are forgotten.
    fn refresh(&mut self) {
        if self.running.as_ref().is_some_and(|running| running.asked >= QUESTIONS || running.worked >= TIME) {
            self.running = None;
        }
    }
}

impl Running {
    fn start(program: &Path, root: &Path, lang: Lang) -> std::io::Result<Self> {
        let lang = if lang == Lang::Ja { "ja" } else { "en" };
        let mut command = confine::command(program);
        command.current_dir(root).args([VIEWS, lang]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or(std::io::ErrorKind::BrokenPipe)?;
        Ok(Self { child, input, output: BufReader::new(output), asked: 0, worked: Duration::ZERO })
    }

    fn ask(&mut self, question: &str) -> std::io::Result<Answer> {
        let invalid = || std::io::Error::from(std::io::ErrorKind::InvalidData);
        self.input.write_all(question.replace('\n', " ").as_bytes())?;
        self.input.write_all(b"\n")?;
        self.input.flush()?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let mut answer: Answer = serde_json::from_str(&line).map_err(|_| invalid())?;
        if answer.length > LIMIT {
            return Err(invalid());
        }
        let mut bytes = Vec::new();
        (&mut self.output).take(answer.length as u64).read_to_end(&mut bytes)?;
        if bytes.len() != answer.length {
            return Err(invalid());
        }
        answer.bytes = bytes;
        Ok(answer)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
