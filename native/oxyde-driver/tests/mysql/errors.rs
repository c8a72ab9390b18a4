//! Every kind of error: its kind, number and facts, and no values.

use std::sync::Arc;

use oxyde_driver::Driver;
use oxyde_wire::{ErrorKind, Failure, Kind, Value};

use crate::support::{Database, Sql, cells, ddl, raw, read, text, write};

/// Looks like nothing else, so that it is noticed wherever it appears.
const SECRET: &str = "s3cr3t-value";

struct World {
    database: Database,
    driver: Arc<dyn Driver>,
}

impl World {
    async fn new() -> Self {
        let database = Database::create().await;
        let driver = database.driver();
        let world = Self { database, driver };
        world.run(ddl("CREATE TABLE users (id BIGINT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(20) NOT NULL, age TINYINT NULL, UNIQUE KEY users_email (email))")).await.unwrap();
        world
            .run(ddl("CREATE TABLE posts (id BIGINT AUTO_INCREMENT PRIMARY KEY, user_id BIGINT NOT NULL, views INT NOT NULL DEFAULT 0, at DATETIME(3) NULL, \
                      CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES users (id), CONSTRAINT views_positive CHECK (views >= 0))"))
            .await
            .unwrap();
        world
    }

    async fn run(&self, sql: Sql) -> Result<oxyde_wire::Completed, Failure> {
        sql.on(&self.driver).await
    }

    async fn fails(&self, sql: Sql) -> Failure {
        let failure = self.run(sql).await.err().expect("it must fail");
        assert!(!format!("{failure:?}").contains(SECRET), "{failure:?}");
        assert!(!failure.is_retry_safe, "{failure:?}");
        failure
    }
}

fn facts(failure: &Failure) -> (ErrorKind, Option<&str>, Option<&str>, Option<&str>, Option<&str>) {
    (failure.kind, failure.code.as_deref(), failure.table.as_deref(), failure.column.as_deref(), failure.constraint.as_deref())
}

#[tokio::test]
async fn broken_constraints_say_which() {
    let world = World::new().await;
    world.run(write("INSERT INTO users (email) VALUES (?)").text(SECRET)).await.unwrap();

    let unique = world.fails(write("INSERT INTO users (email) VALUES (?)").text(SECRET)).await;
    assert_eq!((unique.kind, unique.constraint.as_deref()), (ErrorKind::UniqueViolation, Some("users_email")));
    let child = world.fails(write("INSERT INTO posts (user_id) VALUES (?)").int(99)).await;
    assert_eq!(facts(&child), (ErrorKind::ForeignKeyViolation, Some("1452"), Some("posts"), Some("user_id"), Some("posts_user")));
    world.run(write("INSERT INTO posts (user_id) VALUES (1)")).await.unwrap();
    let parent = world.fails(write("DELETE FROM users WHERE id = ?").int(1)).await;
    assert_eq!(facts(&parent), (ErrorKind::ForeignKeyViolation, Some("1451"), Some("posts"), Some("user_id"), Some("posts_user")));
    let null = world.fails(write("INSERT INTO users (email) VALUES (?)").bind(Kind::Text, Value::Null)).await;
    assert_eq!(facts(&null), (ErrorKind::NotNullViolation, Some("1048"), None, Some("email"), None));
    let missing = world.fails(write("INSERT INTO users (age) VALUES (1)")).await;
    assert_eq!(facts(&missing), (ErrorKind::NotNullViolation, Some("1364"), None, Some("email"), None));
    let check = world.fails(write("UPDATE posts SET views = ?").int(-1)).await;
    assert_eq!((check.kind, check.constraint.as_deref()), (ErrorKind::CheckViolation, Some("views_positive")));
}

#[tokio::test]
async fn values_that_do_not_fit_say_where() {
    let world = World::new().await;
    let long = world.fails(write("INSERT INTO users (email) VALUES (?)").text(&SECRET.repeat(2))).await;
    assert_eq!(facts(&long), (ErrorKind::ValueTooLong, Some("1406"), None, Some("email"), None));
    let range = world.fails(write("INSERT INTO users (email, age) VALUES ('a', ?)").int(999)).await;
    assert_eq!(facts(&range), (ErrorKind::OutOfRange, Some("1264"), None, Some("age"), None));
    let nonsense = world.fails(write("INSERT INTO users (email, age) VALUES ('a', ?)").text(SECRET)).await;
    assert_eq!((nonsense.kind, nonsense.column.as_deref()), (ErrorKind::InvalidText, Some("age")));
    let moment = world.fails(write("INSERT INTO posts (user_id, at) VALUES (1, ?)").text(SECRET)).await;
    assert_eq!(moment.kind, ErrorKind::InvalidText);
    let overflow = world.fails(read("SELECT 9223372036854775807 + ?").int(1).returns(&[Kind::Bigint])).await;
    assert_eq!(overflow.kind, ErrorKind::OutOfRange);
}

#[tokio::test]
async fn statements_that_make_no_sense_say_why() {
    let world = World::new().await;
    assert_eq!(
        facts(&world.fails(read("SELECT 1 FROM nowhere")).await),
        (ErrorKind::UndefinedTable, Some("1146"), Some("nowhere"), None, None)
    );
    assert_eq!(
        facts(&world.fails(read("SELECT emial FROM users")).await),
        (ErrorKind::UndefinedColumn, Some("1054"), None, Some("emial"), None)
    );
    assert_eq!(world.fails(read("SELEKT 1")).await.kind, ErrorKind::InvalidStatement);
    assert_eq!(world.fails(raw("SELECT 1; SELECT 2")).await.kind, ErrorKind::InvalidStatement);
    let exists = world.fails(ddl("CREATE TABLE users (id INT)")).await;
    assert_eq!((exists.kind, exists.table.as_deref()), (ErrorKind::DuplicateTable, Some("users")));
    assert_eq!(world.fails(raw("SELECT ?")).await.kind, ErrorKind::InvalidStatement);
    assert_eq!(world.fails(read("SELECT 1, 2").returns(&[Kind::Int])).await.kind, ErrorKind::Internal);
    assert_eq!(world.driver.statistics().size, 1, "none of these may cost the connection");
}

#[tokio::test]
async fn a_refused_parameter_sends_nothing() {
    let world = World::new().await;
    let failure = world.run(write("INSERT INTO users (email) VALUES (?)").text("a\0b")).await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::EncodeFailed, true));
    assert!(failure.message.contains("parameter 1"), "{}", failure.message);
}

#[tokio::test]
async fn a_statement_larger_than_the_server_takes_costs_nothing() {
    let world = World::new().await;
    let huge = write("INSERT INTO users (email) VALUES (?)").text(&"x".repeat(70 << 20));
    let failure = world.run(huge).await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::ValueTooLong, true));
    assert_eq!(world.driver.statistics().idle, 1);
}

#[tokio::test]
async fn matched_rows_are_counted_and_generated_keys_are_told() {
    let world = World::new().await;
    let insert = world.run(write("INSERT INTO users (email) VALUES ('a'), ('b')")).await.unwrap();
    assert_eq!((insert.affected, insert.last_insert_id), (2, 1));
    let same = world.run(write("UPDATE users SET email = email")).await.unwrap();
    assert_eq!(same.affected, 2, "rows that stay as they are match all the same");
    let returned = world
        .run(write("INSERT INTO users (email) VALUES ('c'), ('d') RETURNING id, email").returns(&[Kind::Int, Kind::Text]))
        .await
        .unwrap();
    assert_eq!(returned.affected, 2);
    assert_eq!(cells(&returned), [Value::Integer(3), text("c"), Value::Integer(4), text("d")]);
    assert_eq!(world.run(write("DELETE FROM users WHERE id > ?").int(2)).await.unwrap().affected, 2);
}

#[tokio::test]
async fn users_without_the_right_are_told_apart() {
    let world = World::new().await;
    let (name, server) = (&world.database.name, world.database.url.clone());
    let user = format!("u{}", name.rsplit_once("driver").unwrap().1);
    world.database.admin(&format!("CREATE USER {user}@'%' IDENTIFIED BY 'p@ss:w/rd'")).await;
    world.database.admin(&format!("GRANT SELECT ON {name}.users TO {user}@'%'")).await;
    let open = |password: &str| {
        let place = server.rsplit_once('@').unwrap().1;
        let url = format!("mysql://{user}:{password}@{place}");
        oxyde_driver::open(serde_json::from_value(serde_json::json!({ "url": url })).unwrap()).unwrap()
    };
    let driver = open("p%40ss%3Aw%2Frd");
    read("SELECT id FROM users").returns(&[Kind::Int]).on(&driver).await.unwrap();
    let denied = write("DELETE FROM users").on(&driver).await.err().unwrap();
    assert_eq!(denied.kind, ErrorKind::PermissionDenied);
    let refused = open("wrong-password").connect().await.err().unwrap();
    assert_eq!((refused.kind, refused.code.as_deref()), (ErrorKind::AuthenticationFailed, Some("1045")));
    assert!(!refused.message.contains("wrong-password"));
    world.database.admin(&format!("DROP USER {user}@'%'")).await;
}
