# helper: register deeds/events
import sys,re
def deed(pairs):
    p='src/db/audit.rs'; s=open(p).read()
    for v,c in pairs:
        s=s.replace("    AnswerRepeated,\n}",f"    {v},\n    AnswerRepeated,\n}}")
        s=s.replace("            Self::AnswerRepeated => ",f'            Self::{v} => "{c}",\n            Self::AnswerRepeated => ')
    open(p,'w').write(s)
def event(v,idt,c,member):
    p='src/db/outbox.rs'; s=open(p).read()
    s=s.replace("    CoachingSaved(CoachingId),\n",f"    CoachingSaved(CoachingId),\n    {v}({idt}),\n")
    s=s.replace('            Self::CoachingSaved(_) => "coaching.saved",\n',f'            Self::CoachingSaved(_) => "coaching.saved",\n            Self::{v}(_) => "{c}",\n')
    s=s.replace('            Self::CoachingSaved(id) => json!({ "coachingId": id.raw() }),\n',f'            Self::CoachingSaved(id) => json!({{ "coachingId": id.raw() }}),\n            Self::{v}(id) => json!({{ "{member}": id.raw() }}),\n')
    m=re.search(r"ids::\{([^}]*)\}",s); names=sorted(set(x.strip() for x in m.group(1).split(",") if x.strip())|{idt})
    s=s[:m.start()]+"ids::{"+", ".join(names)+"}"+s[m.end():]
    open(p,'w').write(s)
