/** The page's style sheet. It is a constant, so that the page's security policy can name it by its hash. */

const LIGHT =
  "--page:#fff;--text:#1b1f24;--soft:#545d68;--line:#d0d7de;--tile:#f6f8fa;--link:#0b57a8;--calm:#116329;" +
  "--critical:#a31515;--high:#9a4a00;--medium:#7a5f00;--low:#1f5fae;--informational:#545d68";
const DARK =
  "--page:#14171b;--text:#e6e9ec;--soft:#a3adb8;--line:#3a424b;--tile:#1d2228;--link:#8ec2ff;--calm:#6fdd8b;" +
  "--critical:#ff9b9b;--high:#ffb366;--medium:#e5c84b;--low:#82b6ff;--informational:#a9b3bd";

export const style = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-inline-size:72rem;padding:1rem 1.25rem 2rem;background:var(--page);color:var(--text);
font:.9375rem/1.42 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.15rem;line-height:1.25;margin:0}
h2{font-size:1.05rem;line-height:1.3;margin:1.1rem 0 .35rem}
h3{font-size:1rem;line-height:1.3;margin:0}
p{margin:.12rem 0}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.15em}
ol,ul{margin:0;padding:0;list-style:none}
code{font:.8125rem/1.4 ui-monospace,"Liberation Mono",monospace;background:var(--tile);padding:.05rem .25rem;border-radius:.2rem;user-select:all;white-space:nowrap}
.soft,caption{color:var(--soft);font-size:.8125rem}
caption{text-align:start;padding-block-end:.3rem}
.verdict{font-size:1.3rem;line-height:1.3;font-weight:650;margin:.6rem 0 .3rem;padding:.55rem .8rem;background:var(--tile);
border-inline-start:.4rem solid var(--critical);border-radius:.2rem}
.verdict strong{color:var(--critical);margin-inline-end:.35rem}
.verdict.calm{border-color:var(--calm)}.verdict.calm strong{color:var(--calm)}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem .8rem;margin:.4rem 0}
.fact{display:contents}.facts dt{color:var(--soft)}.facts dd{margin:0}
.warning{border-inline-start:.25rem solid var(--high);padding-inline-start:.6rem}
.severity{font-size:.75rem;font-weight:700;white-space:nowrap}
.severity::before{content:"";display:inline-block;inline-size:.65em;block-size:.65em;margin-inline-end:.35em;background:currentColor;border-radius:.1em;print-color-adjust:exact}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.informational{color:var(--informational)}
.first>li{display:grid;grid-template-columns:1.3rem minmax(0,1fr) 15rem;gap:.1rem .6rem;padding:.35rem 0;border-block-start:1px solid var(--line);break-inside:avoid}
.first>li>.rank{font-size:1.1rem;font-weight:700;color:var(--soft);grid-row:1/span 2}
.members{font-size:.8125rem}
.late{color:var(--critical);font-weight:600}
.who{font-weight:600}
.steps{list-style:decimal;padding-inline-start:1.3rem}
.lines>li{display:grid;grid-template-columns:6.6rem minmax(0,1fr) 9rem 12rem;gap:0 1rem;padding:.4rem 0;border-block-start:1px solid var(--line);break-inside:avoid}
.lines>li>:first-child{padding-block-start:.1rem}
.where{display:block;line-height:1.5;color:var(--soft);font-size:.8125rem}
.plain>li{padding:.2rem 0}
details{border-block-start:1px solid var(--line)}
details details{border:0}
summary{cursor:pointer;padding:.42rem 0;display:grid;grid-template-columns:1rem 19rem minmax(0,1fr);gap:0 .3rem;align-items:baseline}
summary::before{content:"\\25B8";color:var(--soft)}
details[open]>summary::before{content:"\\25BE"}
summary::-webkit-details-marker{display:none}
summary h2,summary h3{margin:0;font-size:.9375rem}
summary:focus-visible,a:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.inside{padding:.2rem 0 1rem 1.3rem}
.folds{margin-block-start:1.6rem;border-block-end:1px solid var(--line)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%;margin-block-end:.6rem;overflow-wrap:normal}
th,td{text-align:start;vertical-align:top;padding:.28rem .7rem .28rem 0;border-block-end:1px solid var(--line);font-weight:400}
tbody th{overflow-wrap:anywhere;min-inline-size:8rem}
thead th{font-size:.8125rem;color:var(--soft);vertical-align:bottom}
.number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.total th,.total td{font-weight:600}
.narrow{inline-size:auto}
.spark{inline-size:9rem;block-size:1.4rem;vertical-align:middle;overflow:visible}
.spark path{fill:none;stroke:currentColor;stroke-width:1.5;stroke-linejoin:round}
.spark .dot{fill:currentColor}
time{white-space:nowrap}
footer{margin-block-start:1.2rem;color:var(--soft);font-size:.8125rem}
@media screen and (max-width:46rem){
body{padding:.75rem}
.facts{grid-template-columns:minmax(0,1fr)}.facts dt{font-size:.8125rem}.facts dd{margin-block-end:.25rem}
.first>li{grid-template-columns:1.3rem minmax(0,1fr)}.first>li>*{grid-column:2}.first>li>.rank{grid-column:1;grid-row:1/span 4}
.lines>li{grid-template-columns:minmax(0,1fr);gap:.1rem}
code{white-space:normal}
summary{grid-template-columns:1rem minmax(0,1fr)}summary>.soft{grid-column:2}
.inside{padding-inline-start:0}
}
@page{margin:14mm 12mm}
@media print{
:root{color-scheme:light;${LIGHT}}
body{max-inline-size:none;padding:0;font-size:9.5pt}
details::details-content{content-visibility:visible;block-size:auto;opacity:1}
details{break-inside:auto}
summary{break-after:avoid;padding:.5rem 0 .2rem}
summary::before{content:"";display:none}
summary{grid-template-columns:18rem minmax(0,1fr)}
.inside{padding-inline-start:0}
.first>li{grid-template-columns:1.2rem minmax(0,1fr) 10.5rem}.lines>li{grid-template-columns:5.2rem minmax(0,1fr) 6.5rem 8.5rem;gap:0 .6rem}
table,code{font-size:8pt}code{white-space:normal}th,td{padding-inline-end:.4rem}tbody th{min-inline-size:5rem}thead th{font-size:7.5pt}
.scroll{overflow:visible}tr,.facts{break-inside:avoid}h2,h3,caption{break-after:avoid}
thead{display:table-header-group}
.verdict,code{print-color-adjust:exact}
}
`;
