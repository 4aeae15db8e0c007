//! Server: answers the page. Whatever reaches a handler has passed the guard.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use futures_util::future::Either;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tempfile::TempPath;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use super::actions::{self, Action, failure};
use super::chosen::{Chosen, EARLIER, RETURNED};
use super::guard::{Guard, protect};
use super::second::Second;
use super::waiting::Waiting;
use super::watch::{self, Changed};
use super::{browser, page, views};
use crate::build::output;
use crate::meeting;
use crate::read::files;
use crate::records::office::propose::Answers;
use crate::say::diag::Diagnostics;
use crate::say::system;
use crate::say::words::{self, Lang};

/// Most bytes of a question or an action.
const ASKED: usize = 1 << 20;
/// Messages that a page may be behind.
const BEHIND: usize = 64;
/// How often an open page is told that the desk is there.
const BEAT: Duration = Duration::from_secs(10);
/// What stands in an address for the chosen folder itself.
const ROOT: &str = "@";

/// Everything that answers need.
pub struct Office {
    chosen: Chosen,
    guard: Guard,
    lang: Lang,
    program: PathBuf,
    second: Second,
    waiting: Waiting,
    /// Commands run one after the other.
    acting: Mutex<()>,
    told: broadcast::Sender<String>,
    /// The file that leads the browser here; gone once the page is there.
    leads: Mutex<Option<TempPath>>,
    /// Whether the desk opens the browser itself.
    is_led: bool,
    /// Pages that are open, and when one was last.
    open: AtomicUsize,
    seen: Mutex<Instant>,
}

impl Office {
    pub fn new(chosen: Chosen, port: u16, lang: Lang, is_led: bool) -> std::io::Result<Self> {
        let program = std::env::current_exe()?;
        let second = Second::new(&program, chosen.root(), lang)?;
        Ok(Self {
            guard: Guard::new(port)?,
            second,
            waiting: Waiting::new(&program),
            acting: Mutex::new(()),
            told: broadcast::channel(BEHIND).0,
            leads: Mutex::new(None),
            is_led,
            open: AtomicUsize::new(0),
            seen: Mutex::new(Instant::now()),
            chosen,
            lang,
            program,
        })
    }

    /// The address of the page, with its secret.
    pub fn address(&self) -> String {
        self.guard.address()
    }

    /// Keeps the file that leads the browser here until the page asks for something for the first time.
    fn led_by(&self, file: Option<TempPath>) {
        *locked(&self.leads) = file;
    }

    fn tell(&self, changed: Changed) {
        let names: Vec<String> = changed.names.into_iter().collect();
        // Nobody may be listening.
        if !names.is_empty() {
            // Whoever wrote settings knows them by their digest.
            let settings = names.iter().filter(|name| name.rsplit('/').next() == Some(meeting::FILE));
            let settings = settings.map(|name| (name, self.chosen.root().join(name))).filter(|(_, path)| !path.is_symlink());
            let digests: Map<String, Value> = settings.map(|(name, path)| (name.clone(), json!(views::written(&path)))).collect();
            let _ = self.told.send(json!({ "changed": names, "digests": digests }).to_string());
        }
        if changed.other_desk {
            // Whoever closed the page and starts the desk once more gets it back.
            if self.open.load(Ordering::SeqCst) == 0 && self.is_led {
                self.led_by(browser::open(&self.address()));
            }
            let _ = self.told.send(json!({ "other": true }).to_string());
        }
    }

    fn say(&self, errors: &Diagnostics) -> Value {
        let causes: Vec<Value> = errors.causes().iter().map(|cause| cause.json(self.lang)).collect();
        json!({ "diagnostics": causes, "done": null })
    }

    /// What is said of a meeting in which a link leads out of its folder.
    fn leads_out(&self, folder: &std::path::Path) -> Option<Value> {
        self.chosen.leading_out(folder).map(|name| failure(&words::desk_link(system::path(&name)).say(self.lang)))
    }

    /// Keeps the table of a new meeting, or another one of a meeting, unless it cannot be read: then nothing stays of it but what
    /// is to be said.
    fn begun(&self, meeting: &str, folder: &std::path::Path, is_new: bool, name: &str, bytes: Vec<u8>) -> Value {
        let before = files::list(folder).unwrap_or_default();
        let kept = if is_new { self.chosen.begin(folder, name, bytes) } else { self.chosen.keep(folder, "", name, bytes) };
        let kept = match kept {
            Ok(kept) => kept,
            Err(errors) => return self.say(&errors),
        };
        let asked = views::Asked::Begin { meeting: meeting.to_owned(), file: kept.clone(), answers: Answers::default() };
        let answer = serde_json::to_string(&asked).ok().and_then(|question| self.second.ask(question, true));
        let said = answer.and_then(|answer| serde_json::from_slice::<Value>(&answer.bytes).ok());
        let said = said.unwrap_or_else(|| failure(&words::desk_second_stopped().say(self.lang)));
        if said["sheets"].is_array() {
            return json!({ "name": kept });
        }
        if !before.contains(&folder.join(&kept))
            && let Err(errors) = output::take_back(folder, &kept)
        {
            return self.say(&errors);
        }
        said
    }
}

/// A lock that holds although somebody panicked under it: what it guards is begun anew anyway.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Opens the browser, if it is for the desk to do so, and answers until no page has been open for `idle`.
pub async fn serve(listener: TcpListener, office: Office, idle: Duration) -> std::io::Result<()> {
    let office = Arc::new(office);
    let tells = office.clone();
    let _watching = watch::watch(office.chosen.root(), move |changed| tells.tell(changed));
    // Whoever starts another desk from now on is heard.
    if office.is_led {
        office.led_by(browser::open(&office.address()));
    }
    let waits = office.clone();
    let is_left = async move {
        let step = idle.min(Duration::from_secs(5)).max(Duration::from_millis(100));
        loop {
            tokio::time::sleep(step).await;
            let is_open = waits.open.load(Ordering::SeqCst) > 0 || waits.acting.try_lock().is_err();
            let mut seen = locked(&waits.seen);
            if is_open {
                *seen = Instant::now();
            } else if seen.elapsed() >= idle {
                return;
            }
        }
    };
    let serving = async move { axum::serve(listener, router(office)).await };
    match futures_util::future::select(Box::pin(serving), Box::pin(is_left)).await {
        Either::Left((served, _)) => served,
        Either::Right(((), _)) => Ok(()),
    }
}

fn router(office: Arc<Office>) -> Router {
    Router::new()
        .route("/", get(first))
        .route("/page/{name}", get(file))
        .route("/state", post(state))
        .route("/act", post(act))
        .route("/view", post(view))
        .route("/open", post(open))
        .route("/take", post(take))
        .route("/events", post(events))
        .layer(DefaultBodyLimit::max(ASKED))
        .route("/drop/{kind}/{meeting}/{name}", post(keep).layer(DefaultBodyLimit::max(files::INPUT_LIMIT as usize)))
        .layer(middleware::from_fn_with_state(office.clone(), guarded))
        .with_state(office)
}

/// Lets through what the guard admits, and says of every answer what it may do.
async fn guarded(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_open = path == "/" || path.starts_with("/page/");
    let admitted = office.guard.names(request.uri()).and_then(|()| office.guard.admit(request.method(), request.headers(), is_open));
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(status) => status.into_response(),
    };
    protect(response.headers_mut());
    response
}

fn typed(kind: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body.into()).into_response()
}

async fn first(State(office): State<Arc<Office>>) -> Response {
    match page::page(office.lang) {
        Ok(page) => typed("text/html; charset=utf-8", page),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn file(Path(name): Path<String>) -> Response {
    match page::file(&name) {
        Some((kind, text)) => typed(kind, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Data for the page.
fn data(value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => typed("application/json", bytes),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What the page asks for.
fn asked<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StatusCode> {
    serde_json::from_slice(bytes).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)
}

/// Does something that takes time beside the server.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StatusCode> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn state(State(office): State<Arc<Office>>) -> Result<Response, StatusCode> {
    beside(move || {
        drop(locked(&office.leads).take());
        let Chosen { dropped, .. } = &office.chosen;
        data(&json!({ "folder": office.chosen.shown(), "name": office.chosen.name(), "meetings": office.chosen.listed(), "dropped": dropped }))
    })
    .await
}

/// An action in a meeting, and what of the meeting is to be shown once it is done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    meeting: String,
    what: Action,
    then: Option<views::Asked>,
}

async fn act(State(office): State<Arc<Office>>, bytes: Bytes) -> Result<Response, StatusCode> {
    let asked: Asked = asked(&bytes)?;
    let folder = office.chosen.meeting(&asked.meeting).ok_or(StatusCode::NOT_FOUND)?;
    if asked.what.names().iter().any(|name| !office.chosen.holds(&folder, name)) {
        return Err(StatusCode::NOT_FOUND);
    }
    // What is shown is the same meeting, and no file that it names.
    if asked.then.as_ref().is_some_and(|then| then.meeting() != Some(&asked.meeting) || then.file().is_some()) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    beside(move || {
        if let Some(said) = office.leads_out(&folder) {
            return data(&json!({ "acted": { "line": "", "code": 1, "report": said } }));
        }
        let acted = {
            let _turn = locked(&office.acting);
            actions::run(&office.program, &office.waiting, office.lang, &folder, &asked.what)
        };
        let question = asked.then.filter(|_| acted.is_done()).and_then(|then| serde_json::to_string(&then).ok());
        let shown = question.and_then(|question| office.second.ask(question, true));
        match (shown, serde_json::to_string(&acted)) {
            (Some(shown), Ok(acted)) => {
                let parts = [b"{\"acted\":", acted.as_bytes(), b",\"shown\":", &shown.bytes, b"}"];
                typed("application/json", parts.concat())
            }
            _ => data(&json!({ "acted": acted })),
        }
    })
    .await
}

async fn view(State(office): State<Arc<Office>>, bytes: Bytes) -> Result<Response, StatusCode> {
    let asked: views::Asked = asked(&bytes)?;
    let mut within = None;
    if let Some(name) = asked.meeting() {
        let folder = office.chosen.meeting(name).ok_or(StatusCode::NOT_FOUND)?;
        within = Some(folder.clone());
        if asked.file().is_some_and(|file| !office.chosen.holds(&folder, file)) {
            return Err(StatusCode::NOT_FOUND);
        }
    }
    beside(move || {
        if let Some(said) = within.and_then(|folder| office.leads_out(&folder)) {
            return data(&said);
        }
        let Ok(question) = serde_json::to_string(&asked) else { return StatusCode::BAD_REQUEST.into_response() };
        match office.second.ask(question, asked.begins()) {
            Some(answer) => typed(answer.form.media(), answer.bytes),
            None => data(&failure(&words::desk_second_stopped().say(office.lang))),
        }
    })
    .await
}

/// A file or folder that the system is to open.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened {
    meeting: String,
    name: String,
}

async fn open(State(office): State<Arc<Office>>, bytes: Bytes) -> Result<Response, StatusCode> {
    let Opened { meeting, name } = asked(&bytes)?;
    // Reports name files as this system does.
    let name = files::name(std::path::Path::new(&name));
    let path = office.chosen.folder(&meeting, &name).or_else(|| office.chosen.file(&meeting, &name));
    let folder = path.is_none().then(|| office.chosen.beside(&meeting, &name)).flatten();
    let is_folder = folder.is_some();
    let path = path.or(folder).ok_or(StatusCode::NOT_FOUND)?;
    beside(move || data(&json!({ "opened": open::that_detached(path).is_ok(), "folder": is_folder }))).await
}

/// A meeting for the table that was dropped on the program's icon.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    name: String,
}

async fn take(State(office): State<Arc<Office>>, bytes: Bytes) -> Result<Response, StatusCode> {
    let Taken { name } = asked(&bytes)?;
    let folder = office.chosen.new_meeting(&name).ok_or(StatusCode::NOT_FOUND)?;
    beside(move || {
        let _turn = locked(&office.acting);
        let Some(dropped) = office.chosen.dropped.clone() else { return data(&json!({})) };
        match files::read(&office.chosen.root().join(&dropped)) {
            Ok(bytes) => data(&office.begun(&name, &folder, true, &dropped, bytes)),
            Err(errors) => data(&office.say(&errors)),
        }
    })
    .await
}

fn named(meeting: &str) -> &str {
    if meeting == ROOT { "" } else { meeting }
}

async fn keep(
    State(office): State<Arc<Office>>,
    Path((kind, meeting, name)): Path<(String, String, String)>,
    bytes: Bytes,
) -> Result<Response, StatusCode> {
    let (is_new, below) = match kind.as_str() {
        "returned" => (false, RETURNED),
        "earlier" => (false, EARLIER),
        "table" => (true, ""),
        "newer" => (false, ""),
        _ => return Err(StatusCode::NOT_FOUND),
    };
    let meeting = named(&meeting).to_owned();
    let folder = if is_new { office.chosen.new_meeting(&meeting) } else { office.chosen.meeting(&meeting) };
    let folder = folder.ok_or(StatusCode::NOT_FOUND)?;
    beside(move || {
        let _turn = locked(&office.acting);
        if below.is_empty() {
            return data(&office.begun(&meeting, &folder, is_new, &name, bytes.into()));
        }
        let kept = office.chosen.keep(&folder, below, &name, bytes.into());
        data(&kept.map_or_else(|errors| office.say(&errors), |name| json!({ "name": name })))
    })
    .await
}

/// Counts a page as open until it is dropped.
struct Seen(Arc<Office>);

impl Seen {
    fn new(office: Arc<Office>) -> Self {
        office.open.fetch_add(1, Ordering::SeqCst);
        Self(office)
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
        *locked(&self.0.seen) = Instant::now();
    }
}

/// Tells an open page what changes, line by line (server-sent events), for as long as it listens.
async fn events(State(office): State<Arc<Office>>) -> Response {
    let told = office.told.subscribe();
    let begin = (Seen::new(office), told, true);
    let stream = futures_util::stream::unfold(begin, |(seen, mut told, is_first)| async move {
        let line = if is_first {
            "data: {\"here\":true}\n\n".to_owned()
        } else {
            match tokio::time::timeout(BEAT, told.recv()).await {
                Ok(Ok(line)) => format!("data: {line}\n\n"),
                // Who missed something looks at everything again.
                Ok(Err(broadcast::error::RecvError::Lagged(_))) => "data: {\"changed\":[\"\"]}\n\n".to_owned(),
                Ok(Err(broadcast::error::RecvError::Closed)) => return None,
                Err(_) => ": \n\n".to_owned(),
            }
        };
        Some((Ok::<_, Infallible>(Bytes::from(line)), (seen, told, false)))
    });
    typed("text/event-stream", Body::from_stream(stream))
}
