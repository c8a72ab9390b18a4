//! A MariaDB server of the test's own, to be killed, restarted and secured.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A server with its data in a temporary folder; stopped and removed with this value.
pub struct PrivateServer {
    folder: PathBuf,
    port: u16,
    extra: Vec<String>,
    process: Option<Child>,
}

impl PrivateServer {
    /// `None` when the server's programs are not installed here.
    pub async fn start(extra: &[&str]) -> Option<Self> {
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("oxyde_mariadb_{}_{port}", std::process::id()));
        std::fs::create_dir_all(folder.join("data")).unwrap();
        let extra = extra.iter().map(|option| (*option).to_owned()).collect();
        let mut server = Self { folder, port, extra, process: None };
        server.install()?;
        server.run().await;
        Some(server)
    }

    pub fn url(&self) -> String {
        format!("mysql://oxyde:secret@127.0.0.1:{}/", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn install(&self) -> Option<()> {
        let users = "CREATE USER IF NOT EXISTS oxyde@'%' IDENTIFIED BY 'secret';\nGRANT ALL ON *.* TO oxyde@'%' WITH GRANT OPTION;\n";
        std::fs::write(self.file("init.sql"), users).unwrap();
        give_to_server(&self.folder);
        let mut install = self.command("mariadb-install-db");
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]);
        install.arg(format!("--datadir={}", self.file("data").display())).args(as_server_user());
        let done = install.status().ok()?;
        assert!(done.success(), "the data of the private server could not be made");
        Some(())
    }

    /// With temporary files in a place of its own: a server that starts clears away those of the others.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("TMPDIR", &self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    pub async fn run(&mut self) {
        let mut command = self.command("mariadbd");
        command.args(["--no-defaults", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", "--skip-name-resolve"]);
        command.arg(format!("--datadir={}", self.file("data").display())).arg(format!("--port={}", self.port));
        command.arg(format!("--init-file={}", self.file("init.sql").display()));
        command.arg(format!("--socket={}", self.file("mysqld.sock").display())).arg(format!("--pid-file={}", self.file("pid").display()));
        command.args(as_server_user()).args(&self.extra);
        self.process = Some(command.spawn().unwrap());
        self.wait_until_ready().await;
    }

    async fn wait_until_ready(&self) {
        for _ in 0..300 {
            if mysql_async::Conn::from_url(self.url()).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the private server did not start");
    }

    /// Ends the server at once, as a crash does.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
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

/// Below the ports that outgoing connections get, so that nobody takes it while the server restarts.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let step = std::process::id() * 16 + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + (step % 12_000) as u16;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

fn as_server_user() -> Option<&'static str> {
    is_root().then_some("--user=mysql")
}

fn give_to_server(folder: &std::path::Path) {
    if is_root() {
        let _ = Command::new("chown").args(["-R", "mysql"]).arg(folder).status();
    }
}
