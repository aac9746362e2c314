use variorum::edition::Method::*;
fn main(){ let p=std::env::args().nth(1).unwrap(); let b=std::fs::read(&p).unwrap(); let d=variorum::tei::read(&p,&b).unwrap().value;
 let m=|s:&str| match s {"dep"=>DoubleEndPoint,"loc"=>LocationReferenced,_=>ParallelSegmentation};
 let mut d=d; for s in std::env::args().skip(2){ let e=variorum::tei::apparatus::export(&d,m(&s)); eprintln!("{s}: left {:?}", e.left); std::fs::write(format!("/tmp/h/x-{s}.xml"),&e.text).unwrap(); d=variorum::tei::read(&p,e.text.as_bytes()).unwrap().value; } }
