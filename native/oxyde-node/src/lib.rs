//! The addon: functions over handles; bytes in, bytes out, no decisions.

mod buffers;
mod completions;
mod environment;
mod exports;
mod runtime;

use neon::prelude::*;

#[neon::main]
fn main(mut cx: ModuleContext) -> NeonResult<()> {
    exports::export_all(&mut cx)
}
