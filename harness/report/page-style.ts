/** The style sheet of the page. Colours come in pairs, for light and for dark. */
export const PAGE_STYLE = String.raw`
:root{color-scheme:light dark;
--ground:#fff;--raised:#f6f7f9;--line:#d9dde3;--text:#1b1f24;--quiet:#5b6470;--link:#0a58ca;--mark:#fff3c4;
--passed:#12793b;--failed:#c3202f;--unknown:#8f5a00;--error:#8a2be2;--not-supported:#5b6470;--not-run:#808893;
--bar-not-run:#dfe3e8;--bar-not-supported:#aab2bd}
@media (prefers-color-scheme:dark){:root{
--ground:#12151a;--raised:#1a1f26;--line:#323a45;--text:#e6e9ee;--quiet:#9ba5b2;--link:#79b0ff;--mark:#4a3f12;
--passed:#4cc37e;--failed:#ff7b81;--unknown:#e3ab45;--error:#c79bff;--not-supported:#9ba5b2;--not-run:#87919e;
--bar-not-run:#2b323c;--bar-not-supported:#56606d}}
*{box-sizing:border-box}
html{scroll-padding-top:4.5rem}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header.top,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header.top{padding-top:2rem}
h1{font-size:1rem;font-weight:600;color:var(--quiet);margin:0 0 .75rem}
h2{font-size:1.25rem;margin:2.75rem 0 .75rem}
h2 small{font-weight:400;font-size:.9rem;color:var(--quiet)}
h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
a{color:var(--link)}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.claim{font-size:clamp(1.35rem,1.05rem + 1.4vw,2rem);line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:0 0 1.25rem;overflow-wrap:anywhere}
.claim::before{content:"";display:block;width:3.5rem;height:.35rem;border-radius:1rem;background:var(--not-run);margin-bottom:1rem}
.conformant .claim::before{background:var(--passed)}.violated .claim::before{background:var(--failed)}
.undecided .claim::before{background:var(--unknown)}.error .claim::before{background:var(--error)}
.shares{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem;margin:0 0 1.5rem}
.share{border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1.1rem}
.share b{font-size:1.6rem;font-variant-numeric:tabular-nums}
.share span{color:var(--quiet)}
.share p{margin:.35rem 0 0;color:var(--quiet);font-size:.9rem}
svg.bar{display:block;width:100%;height:.5rem;margin-top:.6rem;border-radius:.25rem;background:var(--bar-not-run)}
rect.passed{fill:var(--passed)}rect.failed{fill:var(--failed)}rect.unknown{fill:var(--unknown)}
rect.error{fill:var(--error)}rect.not-supported{fill:var(--bar-not-supported)}rect.not-run{fill:var(--bar-not-run)}
dl.identity{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.6rem 1.5rem;margin:0;font-size:.9rem}
dl.identity div{min-width:0}dl.identity dt{color:var(--quiet)}dl.identity dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{text-align:left;font-weight:600;color:var(--quiet)}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.systems td:not(:first-child),.systems th:not(:first-child){text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:1.25rem}
.systems td,.systems th{white-space:nowrap}.systems td.bar-cell,.systems th.bar-cell{width:50%;padding-right:0}.systems svg.bar{margin:.5rem 0 0}
.badge{display:inline-block;font-size:.8rem;font-weight:600;white-space:nowrap;color:var(--not-run)}
.badge::before{content:"";display:inline-block;width:.6em;height:.6em;border-radius:50%;background:currentColor;margin-right:.45em}
.badge.passed{color:var(--passed)}.badge.failed{color:var(--failed)}.badge.unknown{color:var(--unknown)}
.badge.error{color:var(--error)}.badge.not-supported{color:var(--not-supported)}
.badge.not-run::before,.badge.not-supported::before{background:none;border:.12em solid currentColor}
.badge.failed::before{border-radius:0}.badge.unknown::before{border-radius:50% 50% 0 50%}
.badge.error::before{clip-path:polygon(50% 0,100% 100%,0 100%);border-radius:0}
.filters{position:sticky;top:0;z-index:1;background:var(--ground);display:flex;flex-wrap:wrap;gap:.5rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
input,select,button{font:inherit;font-size:.9rem;color:inherit;background:var(--raised);border:1px solid var(--line);border-radius:.4rem;padding:.35rem .6rem;min-height:2.25rem}
input[type=search]{flex:1 1 14rem;min-width:0}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
details>summary{cursor:pointer;list-style:none}
details>summary::-webkit-details-marker{display:none}
.row{border-bottom:1px solid var(--line)}
.row>summary{display:grid;grid-template-columns:8.5rem 7.5rem 1fr;gap:.1rem 1rem;padding:.45rem .25rem;align-items:baseline}
.row>summary:hover,.group>summary:hover{background:var(--raised)}
.row>summary .id{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.row>summary .text,.text{overflow-wrap:anywhere;min-width:0;unicode-bidi:isolate}
.row[open]>summary{background:var(--raised)}
.row>.body{padding:.4rem .25rem 1.1rem 9.75rem}
.row:target>summary,.row.target>summary,.card.target{background:var(--mark)}
.group{border-bottom:1px solid var(--line)}
.group>summary{padding:.55rem .25rem;display:flex;flex-wrap:wrap;gap:.2rem .1rem;font-weight:600}
.group>summary .quiet{font-weight:400}
.group .row>summary{grid-template-columns:7.5rem 1fr auto;padding-left:1.25rem}
.group .row>.body{padding-left:9.75rem}
.group>summary::before,.row>summary .id::before{content:"\203A";display:inline-block;width:1em;color:var(--quiet);transition:transform .1s}
.group>summary .quiet{margin-left:auto}
.group[open]>summary::before,.row[open]>summary .id::before{transform:rotate(90deg)}
.card{border:1px solid var(--line);border-left:.3rem solid var(--unknown);border-radius:.6rem;padding:1rem 1.25rem;margin:0 0 1rem}
.card.failed{border-left-color:var(--failed)}.card.error{border-left-color:var(--error)}
.card .lead{display:flex;flex-wrap:wrap;gap:.1rem 1rem;align-items:baseline}
.quiet{color:var(--quiet);font-size:.88rem;overflow-wrap:anywhere}
.quiet p,p.quiet{margin:.25rem 0}
blockquote{margin:.6rem 0;padding:.1rem 0 .1rem .9rem;border-left:2px solid var(--line);color:var(--quiet);overflow-wrap:anywhere}
ol.steps{list-style:none;margin:.75rem 0;padding:0}
ol.steps>li{display:grid;grid-template-columns:1.6rem 1fr;padding:.12rem 0}
ol.steps .text{white-space:pre-wrap}
ol.steps b{font-weight:600}
ol.steps .sign{font-weight:700;color:var(--passed)}
ol.steps .f>.sign{color:var(--failed)}ol.steps .u>.sign{color:var(--unknown)}ol.steps .e>.sign{color:var(--error)}
ol.steps .s>.sign,ol.steps .s>.text{color:var(--not-run)}
.seen{grid-column:2;margin:.35rem 0;background:var(--raised);border:1px solid var(--line);border-radius:.4rem;padding:.5rem .8rem;min-width:0}
.seen dl{margin:0;display:grid;grid-template-columns:5.5rem 1fr;gap:.1rem .75rem}
.seen dl+dl{margin-top:.5rem;padding-top:.5rem;border-top:1px solid var(--line)}
.seen dt{color:var(--quiet);font-size:.85rem}.seen dd{margin:0;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere;min-width:0}
.seen summary{color:var(--link);font-size:.88rem}
.seen dl+details{margin-top:.4rem}
pre{margin:.4rem 0;overflow:auto;max-height:20rem;white-space:pre-wrap;overflow-wrap:anywhere}
.again{display:flex;gap:.5rem;align-items:stretch;margin-top:.75rem}
.again code{flex:1;min-width:0;background:var(--raised);border:1px solid var(--line);border-radius:.4rem;padding:.42rem .7rem;overflow-wrap:anywhere}
.none{color:var(--quiet);padding:.75rem 0}
footer{color:var(--quiet);font-size:.85rem;padding-top:2.5rem;padding-bottom:3rem;overflow-wrap:anywhere}
@media (max-width:44rem){
header.top{padding-top:1.25rem}
dl.identity{grid-template-columns:1fr;gap:.2rem}dl.identity div{display:grid;grid-template-columns:7rem 1fr}
.row>summary,.group .row>summary{grid-template-columns:1fr auto}
.row>summary .text{grid-column:1/-1}
.row>.body,.group .row>.body{padding-left:.25rem}
.group .row>summary{padding-left:.25rem}
.filters{position:static}.filters select{flex:1 1 8rem}
.systems td:not(:first-child),.systems th:not(:first-child){width:auto;padding-right:.35rem}
.systems .bar-cell,.systems .wide{display:none}
.again{flex-direction:column}.seen dl{grid-template-columns:1fr}}
@media print{
:root{color-scheme:light;--ground:#fff;--raised:#fff;--line:#bbb;--text:#000;--quiet:#444;--link:#000}
.filters,.again button{display:none}.card,.row,.share{break-inside:avoid}
body{font-size:11pt}pre{max-height:none}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
`
