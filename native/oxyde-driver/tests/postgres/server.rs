//! A PostgreSQL server of the test's own, with a password, to be killed, restarted and secured.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A server with its data in a temporary folder; stopped and removed with this value.
pub struct PrivateServer {
    folder: PathBuf,
    port: u16,
    programs: PathBuf,
    process: Option<Child>,
}

impl PrivateServer {
    /// `None` when the server's programs are not installed here.
    pub async fn start(settings: &[&str]) -> Option<Self> {
        let programs = programs()?;
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("oxyde_postgres_{}_{port}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut server = Self { folder, port, programs, process: None };
        server.install(settings);
        server.run().await;
        Some(server)
    }

    pub fn url(&self) -> String {
        self.url_at("127.0.0.1")
    }

    pub fn url_at(&self, host: &str) -> String {
        format!("postgres://postgres:p%40ss@{host}:{}/postgres", self.port)
    }

    /// The address by way of the unix socket.
    pub fn socket_url(&self) -> String {
        format!("postgres://postgres@/postgres?host={}&port={}", self.folder.display(), self.port)
    }

    fn install(&self, settings: &[&str]) {
        std::fs::write(self.folder.join("password"), "p@ss\n").unwrap();
        give_to_server(&self.folder);
        let mut install = as_server_user(Command::new(self.programs.join("initdb")));
        install.args(["--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--encoding=UTF8"]);
        install.arg(format!("--pwfile={}", self.folder.join("password").display())).arg(self.folder.join("data"));
        assert!(quiet(&mut install).status().unwrap().success(), "the data of the private server could not be made");
        let mut lines = format!("port = {}\nunix_socket_directories = '{}'\nfsync = off\n", self.port, self.folder.display());
        for setting in settings {
            lines.push_str(setting);
            lines.push('\n');
        }
        let file = self.folder.join("data").join("postgresql.conf");
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, before + &lines).unwrap();
    }

    pub async fn run(&mut self) {
        let mut command = as_server_user(Command::new(self.programs.join("postgres")));
        command.arg("-D").arg(self.folder.join("data"));
        self.process = Some(quiet(&mut command).spawn().unwrap());
        for _ in 0..200 {
            if tokio_postgres::connect(&self.url(), tokio_postgres::NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the private server did not start");
    }

    /// Ends it at once; what was not written is recovered at the next start.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // SIGQUIT, so that its children end, too.
            let _ = Command::new("kill").args(["-QUIT", &process.id().to_string()]).status();
            let _ = process.wait();
        }
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where the server's programs are.
fn programs() -> Option<PathBuf> {
    let told =
        Command::new("pg_config").arg("--bindir").output().ok().map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    told.into_iter().chain(versions).find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// The server refuses to run as root.
fn as_server_user(mut command: Command) -> Command {
    if let Some((user, group)) = server_user() {
        command.uid(user).gid(group);
    }
    command.current_dir("/");
    command
}

/// Gives a folder or file to the user that the server runs as, and to nobody else.
pub fn give_to_server(path: &std::path::Path) {
    if let Some((user, group)) = server_user() {
        let done = Command::new("chown").args(["-R", &format!("{user}:{group}")]).arg(path).status();
        assert!(done.unwrap().success());
    }
}

/// The numbers of the user and group `postgres`, where this is root.
fn server_user() -> Option<(u32, u32)> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let users = std::fs::read_to_string("/etc/passwd").ok().filter(|_| is_root)?;
    let mut fields = users.lines().find(|line| line.starts_with("postgres:"))?.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// Below the ports that outgoing connections get, so that nobody takes it while the server restarts.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let step = std::process::id() * 16 + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + ((step + 6_000) % 12_000) as u16;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
