//! DDL: tables, foreign keys, schemas. It is text: constraints, checks and options differ more than they agree.

use oxyde_wire::{
    AddForeignKey, ColumnDefinition, CreateSchema, CreateTable, CreateView, DefaultValue, DropTable, DropView, ForeignKey, Kind, Literal,
    ReferentialAction,
};

use crate::Access;
use crate::entry::Piece;
use crate::literal::{literal_text, quoted_text};
use crate::moment::{instant_text, padded};
use crate::names::{generated_check, quote, quote_all};
use crate::refusal::{Result, invalid, unsupported};
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn create_table(&mut self, table: &CreateTable) -> Result<Built> {
        if table.columns.is_empty() {
            return invalid(format!("the table \"{}\" has no columns; give it at least one", table.table.name));
        }
        self.check_keys(table)?;
        let columns: Result<Vec<_>> = table.columns.iter().map(|column| self.column_definition(table, column)).collect();
        let mut parts = columns?;
        parts.extend(self.constraints(table)?);
        let words = if table.if_not_exists { "CREATE TABLE IF NOT EXISTS" } else { "CREATE TABLE" };
        let name = self.quoted_table(&table.table)?;
        let comment = table.comment.as_deref().map(|comment| self.comment_text(comment)).transpose()?;
        let options = self.syntax.table_options(self.target, comment.as_deref());
        let sql = format!("{words} {name} ({}){options}", parts.join(", "));
        Ok(ddl(sql, self.comments(table)?))
    }

    fn column_definition(&self, table: &CreateTable, column: &ColumnDefinition) -> Result<String> {
        let quoted = quote(self.syntax, &column.name)?;
        let mut out = format!("{quoted} {}", self.syntax.column_type(&column.column_type, &column.name)?);
        if let Some(collation) = &column.column_type.collation {
            out.push_str(&format!(" COLLATE {}", quote(self.syntax, collation)?));
        }
        if column.auto_increment {
            check_counter(table, column)?;
            out.push_str(self.syntax.auto_increment());
        }
        self.push_value_rules(column, &mut out)?;
        if let Some(comment) = &column.comment {
            out.push_str(&self.syntax.inline_comment(&self.comment_text(comment)?).unwrap_or_default());
        }
        Ok(out)
    }

    fn push_value_rules(&self, column: &ColumnDefinition, out: &mut String) -> Result<()> {
        if let Some(generated) = &column.generated {
            out.push_str(&format!(" GENERATED ALWAYS AS ({generated}) STORED"));
        }
        let can_say_not_null = column.generated.is_none() || self.syntax.generated_can_be_not_null(self.target);
        if !column.nullable && can_say_not_null {
            out.push_str(" NOT NULL");
        }
        if let Some(default) = &column.default {
            out.push_str(&format!(" DEFAULT {}", self.default_value(column, default)?));
        }
        Ok(())
    }

    fn default_value(&self, column: &ColumnDefinition, default: &DefaultValue) -> Result<String> {
        match default {
            DefaultValue::Sql { text } => Ok(format!("({text})")),
            DefaultValue::Now if column.column_type.kind == Kind::Timestamp => Ok(self.syntax.now_default().to_owned()),
            DefaultValue::Now => invalid(format!("column \"{}\": only a timestamp can have the current time as its default", column.name)),
            DefaultValue::Literal { value } => {
                let text = self.default_literal(column, value)?;
                Ok(self.syntax.default_text(column, text))
            }
        }
    }

    fn default_literal(&self, column: &ColumnDefinition, value: &Literal) -> Result<String> {
        match (column.column_type.kind, value) {
            (_, Literal::Null(())) => Ok("NULL".to_owned()),
            (Kind::Timestamp, Literal::Integer(millis)) => quoted_text(self.syntax, &self.syntax.instant_default(&instant_text(*millis)?)),
            (Kind::Time | Kind::LocalTimestamp, Literal::Text(text)) => quoted_text(self.syntax, &padded(text)?),
            (Kind::Array, Literal::Text(json)) => self.syntax.array_default(&column.column_type, json),
            (Kind::Bytes, _) => {
                unsupported(format!("column \"{}\": bytes cannot have a constant default; use a default in SQL", column.name))
            }
            (Kind::Decimal, Literal::Integer(number)) => quoted_text(self.syntax, &number.to_string()),
            (_, value) => literal_text(self.syntax, value),
        }
    }

    /// As a constraint of the table: MariaDB takes no name at a column.
    fn column_constraint(&self, table: &CreateTable, column: &ColumnDefinition) -> Result<Option<String>> {
        let Some(condition) = self.column_check(column, &quote(self.syntax, &column.name)?)? else { return Ok(None) };
        let name = quote(self.syntax, &generated_check(&table.table.name, &column.name))?;
        Ok(Some(format!("CONSTRAINT {name} CHECK ({condition})")))
    }

    /// One condition stands in for what the dialect's type does not say; a user's own type says all.
    fn column_check(&self, column: &ColumnDefinition, quoted: &str) -> Result<Option<String>> {
        let column_type = &column.column_type;
        if let Some(numbers) = column_type.numbers.as_ref().filter(|_| column_type.kind == Kind::Enum) {
            let list: Vec<_> = numbers.iter().map(i64::to_string).collect();
            return Ok(Some(format!("{quoted} IN ({})", list.join(", "))));
        }
        if let Some(values) = column_type.values.as_ref().filter(|_| column_type.kind == Kind::Enum) {
            let list: Result<Vec<_>> = values.iter().map(|value| quoted_text(self.syntax, value)).collect();
            return Ok(Some(format!("{quoted} IN ({})", list?.join(", "))));
        }
        Ok(self.syntax.column_check(column, quoted))
    }

    fn constraints(&self, table: &CreateTable) -> Result<Vec<String>> {
        let mut out = Vec::new();
        let is_inline = self.syntax.has_inline_counter() && table.columns.iter().any(|column| column.auto_increment);
        if !table.primary_key.is_empty() && !is_inline {
            out.push(format!("PRIMARY KEY ({})", quote_all(self.syntax, &table.primary_key)?));
        }
        for unique in &table.uniques {
            let (name, columns) = (quote(self.syntax, &unique.name)?, quote_all(self.syntax, &unique.columns)?);
            out.push(format!("CONSTRAINT {name} UNIQUE ({columns})"));
        }
        for column in &table.columns {
            out.extend(self.column_constraint(table, column)?);
        }
        for check in &table.checks {
            out.push(format!("CONSTRAINT {} CHECK ({})", quote(self.syntax, &check.name)?, check.expression));
        }
        for foreign_key in &table.foreign_keys {
            out.push(self.foreign_key(foreign_key)?);
        }
        Ok(out)
    }

    fn foreign_key(&self, key: &ForeignKey) -> Result<String> {
        if key.columns.is_empty() || key.columns.len() != key.referenced_columns.len() {
            return invalid(format!("the foreign key \"{}\" does not pair its columns with those it refers to", key.name));
        }
        let (name, columns) = (quote(self.syntax, &key.name)?, quote_all(self.syntax, &key.columns)?);
        let table = self.quoted_table(&self.syntax.referenced_table(&key.references))?;
        let referenced = quote_all(self.syntax, &key.referenced_columns)?;
        let (on_delete, on_update) = (self.action(key.on_delete)?, self.action(key.on_update)?);
        Ok(format!(
            "CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {table} ({referenced}) ON DELETE {on_delete} ON UPDATE {on_update}"
        ))
    }

    fn action(&self, action: ReferentialAction) -> Result<&'static str> {
        match action {
            ReferentialAction::Cascade => Ok("CASCADE"),
            ReferentialAction::Restrict => Ok("RESTRICT"),
            ReferentialAction::SetNull => Ok("SET NULL"),
            ReferentialAction::NoAction => Ok("NO ACTION"),
            ReferentialAction::SetDefault if self.syntax.has_set_default() => Ok("SET DEFAULT"),
            ReferentialAction::SetDefault => {
                unsupported(format!("{} has no SET DEFAULT for foreign keys; use SET NULL or RESTRICT", self.syntax.name()))
            }
        }
    }

    /// Refuses keys over columns that the dialect cannot index as a whole.
    fn check_keys(&self, table: &CreateTable) -> Result<()> {
        let keys = table.uniques.iter().flat_map(|unique| &unique.columns).chain(&table.primary_key);
        let keys = keys.chain(table.foreign_keys.iter().flat_map(|key| &key.columns));
        for name in keys {
            let Some(column) = table.columns.iter().find(|column| &column.name == name) else {
                return invalid(format!("a key of the table \"{}\" names the column \"{name}\", which it does not have", table.table.name));
            };
            self.syntax.check_key_column(column)?;
        }
        Ok(())
    }

    fn comment_text(&self, comment: &str) -> Result<String> {
        match comment.contains('\0') {
            true => invalid("a comment holds the character U+0000; take it out"),
            false => Ok(self.syntax.quote_comment(comment)),
        }
    }

    fn comments(&self, table: &CreateTable) -> Result<Vec<String>> {
        if !self.syntax.has_comment_statements() {
            return Ok(Vec::new());
        }
        let name = self.quoted_table(&table.table)?;
        let mut out = Vec::new();
        if let Some(comment) = &table.comment {
            out.push(format!("COMMENT ON TABLE {name} IS {}", self.comment_text(comment)?));
        }
        for (column, comment) in table.columns.iter().filter_map(|column| Some((column, column.comment.as_ref()?))) {
            let column = quote(self.syntax, &column.name)?;
            out.push(format!("COMMENT ON COLUMN {name}.{column} IS {}", self.comment_text(comment)?));
        }
        Ok(out)
    }

    pub fn add_foreign_key(&mut self, change: &AddForeignKey) -> Result<Built> {
        if !self.syntax.can_add_foreign_key() {
            return unsupported(format!("{} cannot add a foreign key to a table; make it part of CREATE TABLE", self.syntax.name()));
        }
        let table = self.quoted_table(&change.table)?;
        let key = self.foreign_key(&change.foreign_key)?;
        Ok(ddl(format!("ALTER TABLE {table} ADD {key}"), Vec::new()))
    }

    pub fn drop_table(&mut self, drop: &DropTable) -> Result<Built> {
        let words = if drop.if_exists { "DROP TABLE IF EXISTS" } else { "DROP TABLE" };
        let cascade = if drop.cascade && self.syntax.can_cascade_drop() { " CASCADE" } else { "" };
        let table = self.quoted_table(&drop.table)?;
        Ok(ddl(format!("{words} {table}{cascade}"), Vec::new()))
    }

    pub fn create_schema(&mut self, schema: &CreateSchema) -> Result<Built> {
        self.syntax.create_schema()?;
        let words = if schema.if_not_exists { "CREATE SCHEMA IF NOT EXISTS" } else { "CREATE SCHEMA" };
        let name = quote(self.syntax, &schema.name)?;
        Ok(ddl(format!("{words} {name}"), Vec::new()))
    }

    pub fn create_view(&mut self, view: &CreateView) -> Result<Built> {
        if view.text.contains('\0') {
            return invalid(format!("the SQL of the view \"{}\" holds the character U+0000", view.view.name));
        }
        let words = if self.syntax.can_replace_views() { "CREATE OR REPLACE VIEW" } else { "CREATE VIEW IF NOT EXISTS" };
        let name = self.quoted_table(&view.view)?;
        Ok(ddl(format!("{words} {name} AS {}", view.text), Vec::new()))
    }

    pub fn drop_view(&mut self, view: &DropView) -> Result<Built> {
        let name = self.quoted_table(&view.view)?;
        Ok(ddl(format!("DROP VIEW IF EXISTS {name}"), Vec::new()))
    }
}

/// A statement of DDL.
pub fn ddl(sql: String, more: Vec<String>) -> Built {
    Built { pieces: vec![Piece::text(sql)], shape: Some([].into()), access: Access::Ddl, more }
}

fn check_counter(table: &CreateTable, column: &ColumnDefinition) -> Result<()> {
    let is_key = matches!(table.primary_key.as_slice(), [only] if only == &column.name);
    if !matches!(column.column_type.kind, Kind::Int | Kind::Bigint) || column.default.is_some() || column.generated.is_some() {
        return invalid(format!("column \"{}\" counts up, so it has to be of kind int or bigint and without a default", column.name));
    }
    if !is_key {
        return invalid(format!("column \"{}\" counts up, so it has to be the primary key by itself", column.name));
    }
    Ok(())
}
