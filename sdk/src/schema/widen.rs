//! quick
use super::ColumnType::{self, *};
fn ints(t: ColumnType) -> Option<u8> { match t { Short => Some(5), Int => Some(10), Long => Some(19), _ => None } }
/// x
pub fn join_decimals(a: ColumnType, b: ColumnType) -> Option<ColumnType> {
    let (Decimal{precision:p,scale:s}, Decimal{precision:q,scale:t}) = (a,b) else { return None };
    let scale = s.max(t); let precision = (p-s).max(q-t)+scale;
    (precision <= 38).then_some(Decimal{precision,scale})
}
fn candidates(a: ColumnType, b: ColumnType) -> Vec<ColumnType> {
    if a == b { return vec![a] }
    let dec = |t| match (ints(t), t) { (Some(p),_) => Some(Decimal{precision:p,scale:0}), (None, Decimal{..}) => Some(t), _ => None };
    let all_dec = || (0..=37).map(|scale| Decimal{precision:38,scale}).chain([String]).collect::<Vec<_>>();
    match (a,b) {
        (Json,_)|(_,Json) => vec![Json],
        (NaiveDate,NaiveDateTime)|(NaiveDateTime,NaiveDate) => vec![NaiveDateTime],
        (Float,Double)|(Double,Float) => vec![Double],
        (Short,Float)|(Float,Short) => vec![Float],
        (Int,Float|Double)|(Float|Double,Int)|(Short,Double)|(Double,Short) => vec![Double],
        (Long,Float|Double)|(Float|Double,Long) => [Double].into_iter().chain(all_dec()).collect(),
        (Decimal{..},Float|Double)|(Float|Double,Decimal{..}) => all_dec(),
        _ => match (ints(a),ints(b)) {
            (Some(x),Some(y)) => vec![if x>y {a} else {b}],
            _ => match (dec(a),dec(b)) { (Some(x),Some(y)) => match join_decimals(x,y) { Some(t)=>vec![t], None=>all_dec() }, _ => vec![String] }
        }
    }
}
/// x
pub fn widen<E>(existing: Option<ColumnType>, incoming: &[ColumnType], fits: &mut dyn FnMut(ColumnType) -> Result<bool,E>) -> Result<Option<ColumnType>,E> {
    let mut acc = existing;
    for t in incoming {
        let Some(a) = acc else { acc = Some(*t); continue };
        let c = candidates(a,*t);
        let (last, rest) = c.split_last().unwrap();
        let mut chosen = *last;
        for x in rest { if fits(*x)? { chosen = *x; break } }
        acc = Some(chosen);
    }
    Ok(acc)
}
