//! The functions that JavaScript sees.

use neon::prelude::*;
use neon::types::buffer::TypedArray;
use oxyde_wire::{ErrorKind, Failure, encode_failure};

use crate::buffers;
use crate::environment::Environment;

/// Exports all functions.
pub fn export_all(cx: &mut ModuleContext<'_>) -> NeonResult<()> {
    cx.export_function("version", version)?;
    cx.export_function("attach", attach)?;
    cx.export_function("open", open)?;
    cx.export_function("release", release)?;
    cx.export_function("prepare", prepare)?;
    cx.export_function("evict", evict)?;
    cx.export_function("submit", submit)?;
    cx.export_function("failure", failure)
}

/// `version(): string`
fn version(mut cx: FunctionContext<'_>) -> JsResult<'_, JsString> {
    Ok(cx.string(env!("CARGO_PKG_VERSION")))
}

/// `attach(onCompletions: (answers: Buffer) => void): number`
fn attach(mut cx: FunctionContext<'_>) -> JsResult<'_, JsNumber> {
    let on_completions = cx.argument::<JsFunction>(0)?;
    let handle = Environment::attach(&mut cx, on_completions)?;
    Ok(cx.number(handle))
}

/// `open(environment: number, options: Buffer): number | Buffer`: a data source's handle, or the encoded failure.
fn open(mut cx: FunctionContext<'_>) -> JsResult<'_, JsValue> {
    let environment = environment(&mut cx)?;
    let options = cx.argument::<JsBuffer>(1)?;
    match environment.engine.open(options.as_slice(&cx)) {
        Ok(handle) => Ok(cx.number(handle).upcast()),
        Err(failure) => Ok(encoded(&mut cx, &failure)?.upcast()),
    }
}

/// `release(environment: number, dataSource: number): void`
fn release(mut cx: FunctionContext<'_>) -> JsResult<'_, JsUndefined> {
    let environment = environment(&mut cx)?;
    let data_source = number(&mut cx, 1)?;
    environment.engine.release(data_source);
    Ok(cx.undefined())
}

/// `prepare(environment: number, dataSource: number, plan: number, statement: Buffer): undefined | Buffer`: the encoded failure.
fn prepare(mut cx: FunctionContext<'_>) -> JsResult<'_, JsValue> {
    let environment = environment(&mut cx)?;
    let (data_source, plan) = (number(&mut cx, 1)?, number(&mut cx, 2)?);
    let statement = cx.argument::<JsBuffer>(3)?;
    match environment.engine.prepare(data_source, plan, statement.as_slice(&cx)) {
        Ok(()) => Ok(cx.undefined().upcast()),
        Err(failure) => Ok(encoded(&mut cx, &failure)?.upcast()),
    }
}

/// `evict(environment: number, dataSource: number, plan: number): void`
fn evict(mut cx: FunctionContext<'_>) -> JsResult<'_, JsUndefined> {
    let environment = environment(&mut cx)?;
    let (data_source, plan) = (number(&mut cx, 1)?, number(&mut cx, 2)?);
    environment.engine.evict(data_source, plan);
    Ok(cx.undefined())
}

/// `submit(environment: number, requests: Buffer, length: number, place: Buffer, offset: number): number | Buffer`: the answers that
/// are there already, written to `place` (then how many bytes they are), or in a buffer of their own when they do not fit.
fn submit(mut cx: FunctionContext<'_>) -> JsResult<'_, JsValue> {
    let environment = environment(&mut cx)?;
    let requests = cx.argument::<JsBuffer>(1)?;
    let length = number(&mut cx, 2)? as usize;
    let mut place = cx.argument::<JsBuffer>(3)?;
    let offset = number(&mut cx, 4)? as usize;
    let mut answers = Vec::new();
    let failure = environment.submit(&mut cx, requests, length, &mut answers);
    if let Some(failure) = failure {
        return cx.throw_error(failure.message);
    }
    if answers.is_empty() {
        return Ok(cx.number(0).upcast());
    }
    // PERF: a buffer made in JavaScript and used many times; making one here takes 0.5 us.
    if let Some(start) = place.as_mut_slice(&mut cx).get_mut(offset..offset + answers.len()) {
        start.copy_from_slice(&answers);
        return Ok(cx.number(answers.len() as u32).upcast());
    }
    Ok(buffers::give(&mut cx, answers, environment.takes_external)?.upcast())
}

/// `failure(message: string): Buffer`: a failure of our own, encoded as the addon's are.
fn failure(mut cx: FunctionContext<'_>) -> JsResult<'_, JsBuffer> {
    let message = cx.argument::<JsString>(0)?.value(&mut cx);
    encoded(&mut cx, &Failure::new(ErrorKind::Internal, message))
}

fn environment(cx: &mut FunctionContext<'_>) -> NeonResult<std::sync::Arc<Environment>> {
    let handle = number(cx, 0)?;
    Environment::of(cx, handle)
}

fn number(cx: &mut FunctionContext<'_>, index: usize) -> NeonResult<u32> {
    Ok(cx.argument::<JsNumber>(index)?.value(cx) as u32)
}

fn encoded<'cx>(cx: &mut FunctionContext<'cx>, failure: &Failure) -> JsResult<'cx, JsBuffer> {
    let mut bytes = Vec::new();
    encode_failure(&mut bytes, failure);
    JsBuffer::from_slice(cx, &bytes)
}
