//! CREATE INDEX, with the method and condition that the dialect allows.

use oxyde_wire::{CreateIndex, IndexPart, TableName};

use crate::ddl::ddl;
use crate::names::quote;
use crate::refusal::{Result, invalid};
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn create_index(&mut self, index: &CreateIndex) -> Result<Built> {
        if index.parts.is_empty() {
            return invalid(format!("the index \"{}\" has no parts; name a column or an expression", index.name));
        }
        let form = self.syntax.create_index(self.target, index)?;
        let parts: Result<Vec<_>> = index.parts.iter().map(|part| self.index_part(part)).collect();
        let words = if index.if_not_exists { "INDEX IF NOT EXISTS" } else { "INDEX" };
        let unique = if index.unique { "UNIQUE " } else { "" };
        let (name, table) = self.index_names(index, form.schema_on_index)?;
        let before = form.method_before.map(|method| format!(" USING {method}")).unwrap_or_default();
        let after = form.method_after.map(|method| format!(" USING {method}")).unwrap_or_default();
        let filter = index.filter.as_ref().map(|filter| format!(" WHERE {filter}")).unwrap_or_default();
        let sql = format!("CREATE {unique}{}{words} {name} ON {table}{before} ({}){after}{filter}", form.prefix, parts?.join(", "));
        Ok(ddl(sql, Vec::new()))
    }

    fn index_part(&self, part: &IndexPart) -> Result<String> {
        match part {
            IndexPart::Column { name, descending } => {
                Ok(format!("{}{}", quote(self.syntax, name)?, if *descending { " DESC" } else { "" }))
            }
            IndexPart::Expression { text } => Ok(format!("({text})")),
        }
    }

    fn index_names(&self, index: &CreateIndex, schema_on_index: bool) -> Result<(String, String)> {
        let name = TableName { name: index.name.clone(), schema: index.table.schema.clone().filter(|_| schema_on_index) };
        let table = TableName { name: index.table.name.clone(), schema: index.table.schema.clone().filter(|_| !schema_on_index) };
        Ok((self.quoted_table(&name)?, self.quoted_table(&table)?))
    }
}
