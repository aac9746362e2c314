fn main(){ let p=std::env::args().nth(1).unwrap(); let b=std::fs::read(&p).unwrap(); let t=std::time::Instant::now(); let d=variorum::tei::read(&p,&b).unwrap().value; eprintln!("read {:?}", t.elapsed());
 let t=std::time::Instant::now(); let s=variorum::render::apparatus::apparatus(&d,true,Default::default()); eprintln!("apparatus {:?}", t.elapsed());
 for l in s { println!("## {}", l.title); for g in l.groups { for e in g.entries { println!("{} | {} {}] {} ({})", g.unit.number.clone().unwrap_or_default(), e.locus.unwrap_or_default(), e.lemma.map(|l|l.as_str().to_owned()).unwrap_or_default(), e.body.as_str(), e.id); } } }
 for l in d.lacunae(){ println!("{:?}", l.lacuna);} }
