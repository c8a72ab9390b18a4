//! Bytes to JavaScript: small ones copied, large ones handed over.

use std::panic::{AssertUnwindSafe, catch_unwind};

use neon::prelude::*;

/// A buffer handed over costs a finalizer, so small ones are copied; where the line lies is an estimate.
const LARGEST_COPIED: usize = 16 * 1024;

/// Whether this environment takes memory that is not its own; some (Electron) do not.
pub fn takes_external<'cx>(cx: &mut impl Context<'cx>) -> bool {
    // Neon panics when the environment refuses.
    catch_unwind(AssertUnwindSafe(|| JsBuffer::external(cx, vec![0u8]))).is_ok()
}

/// A buffer with these bytes.
pub fn give<'cx>(cx: &mut impl Context<'cx>, bytes: Vec<u8>, takes_external: bool) -> JsResult<'cx, JsBuffer> {
    if takes_external && bytes.len() > LARGEST_COPIED {
        return Ok(JsBuffer::external(cx, bytes));
    }
    JsBuffer::from_slice(cx, &bytes)
}
