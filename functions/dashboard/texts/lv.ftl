# Pārskatu panelis. Kas to lasa, strādā ar skaitļiem: īsi vārdi, bez izsaukuma zīmēm. Jūs, Jums, Jūsu ar lielo burtu.

## The frame of every page
language = Latviešu
skip = Uz saturu
languages = Valoda
pages = Lapas
crumbs = Kur Jūs atrodaties
nav-overview = Pārskats
nav-agents = Aģenti
nav-operations = Darbība
nav-dispatches = Sūtījumi
nav-rollups = Kopsavilkumi
nav-docs = API
sign-out = Iziet
range = Dienas
from = No
to = Līdz
compare = Salīdzināt ar iepriekšējām dienām
show = Rādīt
presets = Bieži lietots
preset-7 = 7 dienas
preset-30 = 30 dienas
preset-90 = 90 dienas
preset-month = Pagājušais mēnesis
preset-year = Gads
compared-with = salīdzinājumā ar { $days }
to-overview = Uz pārskatu

## Signing in
sign-in = Ieiet
sign-in-already = Saite Jūs atveda no citurienes. Ja jau esat ienācis, atveriet lapu.
sign-in-key = API atslēga vai pilnvara, kas drīkst lasīt
sign-in-refused = Ar šo pārskatu atvērt nevar. Pārbaudiet, vai atslēga ir pilna, nav atsaukta un drīkst lasīt.
sign-in-open = Atvērt pārskatu
sign-in-how-long = Ieeja ir spēkā astoņas stundas vai līdz atslēgas atsaukšanai.

## What is wrong
wrong-title = Šīs dienas parādīt nevar
wrong-language-title = Šajā valodā lapas nav
wrong-language = Izvēlieties kādu no valodām augstāk.
wrong-view = Izmainiet laukus augstāk un mēģiniet vēlreiz.
wrong-invalid-date = jābūt dienai, piemēram, 2026-11-21
wrong-from-after-to = pirmā diena nedrīkst būt pēc pēdējās
wrong-too-many-days = vienlaikus var parādīt ne vairāk kā 366 dienas
wrong-unknown-comparison = compare vērtība ir previous
wrong-unknown-locale = valodas ir en, lv, lt un ru
wrong-repeated-field = adresē tas ir vairāk nekā vienreiz
failed-not-found = Šeit nekā nav
failed-not-found-why = Šajā darbvietā tāda nav vai vairs nav.
failed-no-page = Šādā adresē lapas nav.
failed-not-found-do = Pārbaudiet adresi vai sāciet no pārskata.
failed-bad-request = To parādīt nevar
failed-bad-request-why = Kāda vērtība adresē nav pareiza.
failed-bad-request-do = Atgriezieties un izvēlieties vēlreiz.
failed-conflict = To parādīt nevar
failed-conflict-why = Prasītais nav savienojams: darbinieku atsevišķas atbildes netiek rādītas nekad, un summas vairākās valūtās netiek saskaitītas.
failed-conflict-do = Izvēlieties citu aptauju vai citas dienas.
failed-for-now = Pašlaik to parādīt nevar
failed-for-now-why = Kaut kas nogāja greizi mūsu pusē. Nekas nav zudis.
failed-for-now-do = Pēc brīža mēģiniet vēlreiz.

## Dates, as CLDR has them
date-day = { $day }. { $month }
date-whole = { $year }. g. { $day }. { $month }
month-1 = janv.
month-2 = febr.
month-3 = marts
month-4 = apr.
month-5 = maijs
month-6 = jūn.
month-7 = jūl.
month-8 = aug.
month-9 = sept.
month-10 = okt.
month-11 = nov.
month-12 = dec.

## Numbers
answers = { $form ->
    [zero] { $n } atbilžu
    [one] { $n } atbilde
   *[other] { $n } atbildes
  }
values = { $form ->
    [zero] { $n } vērtību
    [one] { $n } vērtība
   *[other] { $n } vērtības
  }
few-share = { $k } no { $n }
few-promoters = { $form ->
    [zero] { $n } atbalstītāju
    [one] { $n } atbalstītājs
   *[other] { $n } atbalstītāji
  }
few-detractors = { $form ->
    [zero] { $n } kritiķu
    [one] { $n } kritiķis
   *[other] { $n } kritiķi
  }
few-net = { $promoters }, { $detractors } no { $n }
few-ratio = { $of } : { $to }
few-values = { $form ->
    [zero] { $n } vērtību
    [one] { $n } vērtība
   *[other] { $n } vērtības
  }
too-few = Skaitlim par maz: vajag desmit.
no-answers = Šajās dienās atbilžu nav
interval-of = 95% intervāls { $ends }
interval-95 = 95% intervāls
about-margin = ± ir puse no 95% intervāla. Tas aptver nejaušību, bet ne tos, kas neatbildēja.
counted-at = Saskaitīts
days-of-zone = Dienas laika joslā { $zone }.
times-of-zone = Laiki ir laika joslā { $zone }.
so-far = līdz šim
value = Vērtība
score = Vērtējums
share = Daļa
answer = Atbilde
unknown = nav norādīts
other-values = citi
unit-days = { $n } d
unit-hours = { $n } h
unit-minutes = { $n } min
unit-seconds = { $n } s
of-n = n = { $n }
of-sent = no piegādātajiem: { $n }
# Aiz nedaudziem skaitļiem: 1 no 2 …
of-few-sent = { $form ->
    [one] piegādātā
   *[other] piegādātajiem
  }

## Change
was = iepriekš { $value }
was-of = iepriekš { $answers }
change-higher-before = augstāk nekā iepriekš
change-lower-before = zemāk nekā iepriekš
change-same-before = skaidru izmaiņu nav
change-few-before = salīdzināšanai par maz
change-higher-rest = augstāk nekā pārējiem
change-lower-rest = zemāk nekā pārējiem
change-same-rest = skaidras atšķirības nav
change-few-rest = salīdzināšanai par maz
change-nothing-before = iepriekš nav, ar ko salīdzināt
change-untested = nav pārbaudāms

## Over time
course-of = { $metric }, { $name }, laika gaitā
course = No { $begin } ({ $from }) līdz { $end } ({ $to }).
course-with-band = No { $begin } ({ $from }) līdz { $end } ({ $to }). Josla ir 95% intervāls.
course-none = Līknei vajag divus laikposmus ar desmit vērtībām katrā.
course-gaps = Kur skaitļa nav, līnija ir pārtraukta.
as-a-table = Tabulā
over-time = Laika gaitā
intervals = Laikposmi
by-day = Diena
by-week = Nedēļa
by-month = Mēnesis

## Overview
pages-of-surveys = Citas aptaujas
closed-period = Slēgts periods: { $days }
archived = Arhivētās aptaujas
is-archived = Šī aptauja ir arhivēta: nevienam to vairs nesūta.
empty-title = Vēl nekas nav jautāts
empty-lead = Trīs soļi, un te būs pirmais vērtējums.
empty-survey = Izveidojiet aptauju
empty-ask = Pajautājiet klientam
empty-ask-then = Atbildē ir saite. Atveriet to un atbildiet.
empty-return = Atgriezieties
empty-return-then = Atbildes tiek saskaitītas pēc grafika; uz viena datora ik pēc divām sekundēm.

## What a score is
of-nps = atbalstītāji mīnus kritiķi, ballēs
of-csat = atbilžu daļa no { $from } līdz { $max }
of-csat-top = atbilžu { $max } daļa
of-ces = to daļa, kam bija viegli
of-ces-mean = vidējais no { $min } līdz { $max }
of-ces-mean-low = vidējās pūles no { $min } līdz { $max }, mazāk ir labāk
of-gcr = to daļa, kas paveica, ko vēlējās
class-promoters = atbalstītāji
class-passives = neitrālie
class-detractors = kritiķi
class-very-negative = ļoti negatīvi
class-negative = negatīvi
class-neutral = neitrāli
class-positive = pozitīvi
class-very-positive = ļoti pozitīvi
class-easy = viegli
class-hard = grūti
class-yes = jā
class-partly = daļēji
class-no = nē
left-out-suspect = { $form ->
    [zero] Neskaitām { $n } atbilžu, kas izskatās pēc mašīnas.
    [one] Neskaitām { $n } atbildi, kas izskatās pēc mašīnas.
   *[other] Neskaitām { $n } atbildes, kas izskatās pēc mašīnas.
  }
with-suspects = Ar tām būtu { $value }.
left-out-anonymous = { $form ->
    [zero] Neskaitām { $n } nezināmu cilvēku atbilžu.
    [one] Neskaitām { $n } nezināma cilvēka atbildi.
   *[other] Neskaitām { $n } nezināmu cilvēku atbildes.
  }
left-out-not-customers = { $form ->
    [zero] Neskaitām { $n } atbilžu no tiem, kas nebija klienti.
    [one] Neskaitām { $n } atbildi no tā, kas nebija klients.
   *[other] Neskaitām { $n } atbildes no tiem, kas nebija klienti.
  }
left-out-replaced = { $form ->
    [zero] Neskaitām { $n } atbilžu, ko aizstāj vēlākas.
    [one] Neskaitām { $n } atbildi, ko aizstāj vēlāka.
   *[other] Neskaitām { $n } atbildes, ko aizstāj vēlākas.
  }

## One survey
see-suspects = Skatīt neskaitītās atbildes
spread = Kā atbildes sadalās
breakdowns = Pa grupām
about-ranks = Grupām ar mazāk nekā desmit atbildēm rādām skaitu; no trīsdesmit ir vieta. Atšķirību no pārējiem pārbauda tests ar Holma labojumu.
groups-differ = Grupas atšķiras vairāk nekā nejauši.
groups-alike = Skaidras atšķirības starp grupām nav.
more-rows = { $form ->
    [zero] Vēl { $n } grupu
    [one] Vēl { $n } grupa
   *[other] Vēl { $n } grupas
  }
comments = Jaunākie komentāri
all-answers = Visas atbildes
no-comments = Šajās dienās neviens neuzrakstīja komentāru.
is-suspect = vērtējumā neskaita
beside-mean = Vidējais
beside-promoters = Atbalstītāju daļa
dimension-touchpoint = Saskares punkts
dimension-channel = Kanāls
dimension-segment = Segments
dimension-locale = Valoda
dimension-agent = Aģents
dimension-variant = Variants
dimension-version = Versija
dimension-department = Nodaļa
channel-email = E-pasts
channel-sms = Īsziņa
channel-link = Saite
channel-app = Lietotne
channel-web = Tīmekļa vietne
locale-en = Angļu
locale-lv = Latviešu
locale-lt = Lietuviešu
locale-ru = Krievu
touchpoint-website = Tīmekļa vietne
touchpoint-purchase = Pirkums
touchpoint-onboarding = Ievadīšana
touchpoint-trial = Izmēģinājums
touchpoint-renewal = Pagarināšana
touchpoint-cancellation = Atteikšanās
touchpoint-win-back = Atgūšana
touchpoint-support = Atbalsts
touchpoint-self-service = Pašapkalpošanās
touchpoint-delivery = Piegāde
touchpoint-returns = Preces atgriešana

## Employees
employees-lead = Darbinieki paliek nezināmi: rādām tikai slēgtus periodus kopumā un grupas no pieciem cilvēkiem.
employees-nothing = Slēgtu periodu vēl nav
employees-not-begun = Neviens periods vēl nav sācies.
employees-open = Šis periods ir atvērts. Rezultāts te būs pēc tā slēgšanas.
employees-hidden = Atbildēja mazāk nekā pieci, tāpēc nekas netiek rādīts.
employees-groups-hidden = Mazas grupas nerādām, lai nevienu nevarētu atrast.

## Operations
events-customers = Klienti
events-tickets = Atbalsts
events-costs = Cik maksā atbalsts
events-appointments = Pieraksti
no-events-customers = Par klientiem šajās dienās ziņu nav.
no-events-tickets = Par pieteikumiem šajās dienās ziņu nav.
no-events-costs = Par atbalsta izmaksām šajās dienās ziņu nav.
no-events-appointments = Par pierakstiem šajās dienās ziņu nav.
no-events-do = Sūtiet šo veidu notikumus:
metric-gross-churn = Klientu zudums
metric-retention = Noturēšana
metric-net-churn = Neto zudums
metric-clv = Klienta mūža vērtība
metric-first-response = Pirmā atbilde laikā
metric-reply-time = Laiks līdz atbildei
metric-resolution = Atrisināts
metric-time-to-resolve = Laiks līdz atrisinājumam
metric-first-contact = Atrisināts pirmajā saziņā
metric-transfers = Nodošanas citam
metric-support-cost = Atrisināta pieteikuma izmaksas
metric-kept-appointments = Ievēroti pieraksti
metric-delivery = Piegāde
metric-response-rate = Atbilžu īpatsvars
metric-completion = Pabeigšana
metric-opt-out = Atteikumi
of-gross-churn = zaudētie no sākumā bijušajiem klientiem
of-retention = noturētie no sākumā bijušajiem klientiem
of-net-churn = zaudētie mīnus jaunie, no sākumā bijušajiem
of-clv = ieņēmumi no klienta × bruto peļņas daļa ÷ zudums
of-first-response = pieteikumi, uz kuriem atbildēts noteiktajā laikā
of-reply-time = mediāna no klienta ziņas līdz atbildei
of-resolution = atrisināti un neatvērti no jauna, no visiem pieteikumiem
of-time-to-resolve = mediāna no pieteikuma līdz atrisinājumam
of-first-contact = atrisināti pieteikumi, kam pietika ar vienu saziņu
of-transfers = vidēji uz pieteikumu
of-support-cost = izmaksas ÷ atrisinātie pieteikumi
of-kept-appointments = sākti ne vairāk kā piecas minūtes vēlāk
beside-start = Sākumā
beside-lost = Zaudēti
beside-new = Jauni
beside-end = Beigās
beside-new-per-lost = Jauni uz zaudētu
beside-year = Gadā ar šādu tempu
beside-lifetime-days = Vidējais mūžs
beside-active = Aktīvi klienti
beside-mean-revenue = Vidējie ieņēmumi
beside-gross-margin = Bruto peļņas daļa
beside-gross-churn = Zudums
beside-historic-value = Vērtība līdz šim
beside-unanswered = Bez atbildes
beside-late = Vēlu
beside-target-seconds = Mērķis
beside-median = Mediāna
beside-p90 = 90% laikā līdz
beside-hours = Stundas
beside-waiting = Gaida
beside-transferred = Nodoti pieteikumi
beside-cost = Izmaksas
beside-cost-per-opened = Uz saņemtu pieteikumu
beside-cost-of-revenue = Izmaksas no ieņēmumiem
beside-target-percent = Mērķis, zem
beside-planned = Plānoti
beside-without-outcome = Bez iznākuma
beside-to-come = Vēl būs
hours-calendar = visu diennakti
hours-business = darba laiks
reason-no-data = Šajās dienās nekā nav
reason-no-customers-at-start = Sākumā klientu nebija
reason-no-customers-at-start-do = Izvēlieties vēlāku sākumu vai sūtiet customer_started ar agrāku laiku.
reason-none-due = Nevienam pieteikumam laiks vēl nav pagājis
reason-no-cost = Izmaksas nav norādītas
reason-no-cost-do = Sūtiet cost_booked veida notikumus.
reason-no-resolved-tickets = Neviens pieteikums nav atrisināts
reason-no-customers = Aktīvu klientu nav
reason-no-revenue = Šajās dienās ieņēmumu nav
reason-no-revenue-do = Sūtiet order_paid veida notikumus.
reason-gross-margin-not-set = Bruto peļņas daļa nav norādīta
reason-gross-margin-not-set-do = Norādiet gross_margin ar PUT /v1/workspace.
reason-too-few-lost = Zaudēti mazāk nekā desmit klienti
reason-too-few-lost-do = Tik maz nesaka, cik ilgi klienti paliek. Izvēlieties vairāk dienu.
reason-mixed-currencies = Summas vairākās valūtās
reason-mixed-currencies-do = Tās netiek saskaitītas. Norādiet tās vienā valūtā vai izvēlieties dienas ar vienu.
reason-to-come = Šīs dienas vēl nav pienākušas
reason-nothing-to-divide-by = Nav, ar ko dalīt

# Komandas pašas rādītāji.
own-metrics = Savi rādītāji
own-share = { $of } no { $among }
own-mean = { $of }: vidējais
own-ratio = { $of } pret { $to }

## Answers, agents, dispatches, counting

# Atbilžu saraksts.
answers-title = Atbildes
answers-filter = Atlase
answers-any = jebkurš
answers-score-min = Vērtējums no
answers-score-max = Vērtējums līdz
answers-suspect = Aizdomīgās
answers-suspect-yes = tikai aizdomīgās
answers-suspect-no = bez aizdomīgajām
answers-apply = Rādīt
answers-clear = Bez atlases
answers-wrong = { $field }: pēc šīs vērtības atlasīt nevar.
answers-wrong-cursor = Šī saraksta lapa vairs nav derīga vai pieder citai atlasei. Sāciet ar jaunākajām atbildēm.
answers-list = Jaunākās vispirms
answers-half = nav pabeigta
answers-is-suspect = aizdomīga
answers-none = Šajās dienās nav nevienas atbilstošas atbildes.
answers-none-yet = Pagaidām nekas nav atrasts. Vecākas atbildes vēl nav izskatītas.
answers-older = Vecākas atbildes
answers-newest = Jaunākās atbildes
answers-csv = Kā tabula
answers-csv-how = To pašu sarakstu CSV formātā dod API ar atslēgu, ar kuru Jūs pieteicāties:
answers-employees-title = Darbinieku atbildes netiek rādītas nevienam
answers-employees-text = Šī aptauja ir darbiniekiem. Neviens neredz nevienu atsevišķu atbildi, to, kurš atbildēja, un to, cik atbilžu jau ir. Katram periodam ir rezultāts, kad tas ir noslēdzies un atbildējis pietiekami daudz cilvēku.
answers-employees-link = Noslēgto periodu rezultāti

# Viena atbilde.
answer-title = Viena atbilde
answer-answers = Kas tika atbildēts
answer-later = mainīta pēc pabeigšanas
answer-taken-back = atsaukta
answer-history = Kas notika
answer-begun = Sākta
answer-given-to = Atbildēts: { $question }
answer-changed-to = Mainīts: { $question }
answer-back-to = Atsaukts: { $question }
answer-finished = Pabeigta
answer-not-finished = Vēl nav pabeigta. Atbildētais tik un tā tiek skaitīts.
answer-around = Kas zināms par to
answer-id = Identifikators
answer-submission = Iesniegšanas identifikators
answer-version = Aptaujas versija
answer-posts = Salikta no
answer-posts-count = { $form ->
    [zero] { $n } iesniegumiem
    [one] { $n } iesnieguma
   *[other] { $n } iesniegumiem
}
answer-person = Persona
answer-nobody = nav zināma
answer-by = Saņemta caur
answer-by-dispatch = mūsu sūtījumu
answer-by-link = Jūsu pašu pasta saiti
answer-by-post = lietotni, vietni vai API
answer-suspect = Saglabāta, bet netiek skaitīta
answer-suspect-honeypot = Aizpildīts lauks, ko cilvēki neredz (noteikumu versija { $version }).
answer-suspect-too-fast = Nosūtīta ātrāk nekā divas sekundes pēc lapas izveides (noteikumu versija { $version }).
answer-vouched = Tiek skaitīta, jo par to kāds galvoja
answer-vouched-back = Tomēr nav cilvēka atbilde?
answer-suspect-vouch = Vai to sniedzis cilvēks?
answer-review-how = To pieņem API ar atslēgu, kam ir tiesības admin. Rādītājs mainās ar nākamo kopsavilkumu, un teiktais paliek notikumu sarakstā zemāk.
answer-genuine = Atzīta par cilvēka atbildi: { $by }
answer-doubted = Atzinums atsaukts: { $by }
answer-review-key = atslēga { $key }
answer-review-token = Jūsu izdevēja pilnvara
answer-dispatch-asked = Pieprasīts sūtījums
answer-message = { $kind }: { $status }

# Aģenti.
agents-card = Rezultātu karte
agents-survey = CSAT no
agents-agent = Aģents
agents-csat = CSAT
agents-first-response = Laikā atbildēts pirmoreiz
agents-resolution = Atrisināts
agents-first-contact = Atrisināts uzreiz
agents-whose-csat = aģentam, kāds bija aptaujas sūtīšanas brīdī
agents-whose-first-response = tam, kurš atbildēja pirmais
agents-whose-resolution = tam, kurš atrisināja
agents-whose-first-contact = tam, kurš atrisināja
agents-nobody = neviens
agents-median = mediāna { $value }
agents-place = { $place }. vieta no { $of }
agents-differ = Aģenti atšķiras vairāk, nekā to izskaidrotu nejaušība (p { $p }).
agents-alike = Aģenti neatšķiras vairāk, nekā to izskaidrotu nejaušība (p { $p }).
agents-untold = Datu ir par maz, lai pateiktu, vai aģenti atšķiras.
agents-provisional = vēl var mainīties
agents-none = Šajās dienās nevienam aģentam nav ne atbilžu, ne pieteikumu.
surveys-not-all = Te ir aplūkotas tikai pirmās { $n } aptaujas. Citai aptaujai pievienojiet adresei ?survey=…
agents-no-csat = Neviena aptauja nejautā CSAT. Pārējie skaitļi nāk no pieteikumiem.
agents-rules = Ja mazāk par 10, rāda tikai skaitu; ja mazāk par 30, vietas nav. Pie katras daļas ir tās 95% intervāls. Pieteikumi bez atbildes vai atrisinājuma nepieder nevienam.
agents-caution = Aģentiem nav vienādu pieteikumu, maiņu un klientu. Tas der, lai jautātu, ko kāds dara citādi, nevis atalgojumam.

# Sūtījumi.
sending-survey = Aptauja
sending-channel = Kanāls
sending-all-surveys = visas aptaujas
sending-apply = Rādīt
sending-funnel = No pieprasījuma līdz atbildei
sending-step = Solis
sending-count = Cik
sending-share = Daļa
sending-requested = pieprasīti
sending-sent = nosūtīti
sending-delivered = piegādāti
sending-answered = atbildēti
sending-funnel-in-words = Pieprasīti { $requested }, nosūtīti { $sent }, piegādāti { $delivered }, atbildēti { $answered }.
sending-of-requested = no pieprasītajiem
sending-of-sent = no nosūtītajiem
sending-of-delivered = no piegādātajiem
sending-others = Nav nosūtīti: gaida { $waiting }, izlaisti { $skipped }, neizdevās { $failed }. Nosūtīti un atgriezti: { $bounced }.
sending-rates = Rādītāji
sending-rate-delivery = Piegāde
sending-rate-response-rate = Atbildes
sending-rate-completion = Pabeigšana
sending-rate-opt-out = Atteikšanās
sending-of-rate-delivery = no nosūtītajiem
sending-of-rate-response-rate = no piegādātajiem
sending-of-rate-completion = no sāktajiem
sending-of-rate-opt-out = no piegādātajiem
sending-provisional = Saites vēl ir atvērtas: skaits var augt.
sending-reasons = Kāpēc daži netika nosūtīti
sending-reason = Iemesls
sending-no-reasons = Šajās dienās nekas netika izlaists un nekas neizdevās nosūtīt.
sending-by = Pēc aptaujas un kanāla
sending-nothing = Šajās dienās nekas netika pieprasīts.
sending-notes = E-pasta vēstules un īsziņas, ko sūta Atbalss, pēc dienas, kurā uzaicinājums tika nosūtīts vai atcelts; gaidošie pēc dienas, kurā tos pieprasīja. Jūsu pašu pasta saitēm, lietotnēm un vietnēm nav zināms, cik cilvēkiem jautāts. Sūtījumi darbiniekiem nav nevienā skaitlī.
sending-newest = Jaunākie sūtījumi
sending-asked = Pieprasīts
sending-person = Persona
sending-status = Statuss
sending-any-status = jebkurš statuss
sending-none = Šajās dienās nav neviena atbilstoša sūtījuma.
sending-none-yet = Pagaidām nekas nav atrasts. Vecāki sūtījumi vēl nav izskatīti.
sending-older = Vecāki sūtījumi
sending-first = Jaunākie sūtījumi
sending-wrong = Atlasi nevar nolasīt, vai šī saraksta lapa vairs nav derīga. Sāciet ar jaunākajiem sūtījumiem.

status-scheduled = gaida savu laiku
status-given-out = saite izsniegta
status-claimed = tiek sūtīts
status-sent = nosūtīts
status-delivered = piegādāts
status-responded = atbildēts
status-failed = neizdevās
status-bounced = atgriezts
status-complained = atzīts par nevēlamu
status-unknown = nav zināms
status-skipped = izlaists

why-no-address = šim kanālam nav adreses
why-country-not-allowed = uz šī numura valsti īsziņas nedrīkst sūtīt
why-survey-archived = aptauja ir arhivēta
why-link-expired = saites termiņš bija beidzies
why-no-consent = nav piekrišanas šim kanālam un aptaujas veidam
why-suppressed = adrese ir aizlieguma sarakstā
why-throttled = jautāts nesen
why-already-answered = jau atbildēts
why-quiet-hours = klusās stundas
why-too-long = teksts ir par garu
why-paused = konts pašlaik nedrīkst sūtīt
why-rejected = galīgi noraidīts
why-busy = pašlaik nevarēja pieņemt, tiks mēģināts vēlreiz
why-no-answer = savienojums pārtrūka nodošanas laikā
why-lease-ended = izpildītājs nepateica, ar ko beidzās
why-hard-bounce = tādas adreses nav
why-soft-bounce = vairākas dienas netika pieņemts
why-account-suppressed = ir paša konta aizlieguma sarakstā
why-complaint = saņēmējs atzina par nevēlamu
why-delayed = saņēmēja puse liek gaidīt
why-expired = operators nepaspēja piegādāt
why-undeliverable = operators nevar piegādāt
why-unreadable = to, no kā tas sastāv, nevar nolasīt

# Viens sūtījums.
dispatch-title = Viens sūtījums
dispatch-about = Kas tas ir
dispatch-id = Identifikators
dispatch-asked = Pieprasīts
dispatch-ends = Saite beidzas
dispatch-next = Nākamā pārbaude
dispatch-refused = Atteicās no turpmākiem
dispatch-eligible = Jaunu var pieprasīt no { $at }.
dispatch-not-before = Ne agrāk kā { $at }.
dispatch-answer = Atbilde
dispatch-answered = skatīt atbildi
dispatch-not-answered = vēl nav
dispatch-employees = Kurš no darbiniekiem atbildēja, nezina neviens.
dispatch-history = Kas notika
dispatch-invitation = Uzaicinājums
dispatch-reminder = { $n }. atgādinājums
dispatch-no-messages = Atbalss neko nesūtīja: saiti nosūta Jūsu pašu pasts.
dispatch-properties = Ko Jūsu komanda pievienoja

# Kā klājas skaitīšanai.
counting-state = Kā klājas
counting-changed = Skaiti pēdējoreiz mainījās
counting-looked-after = Grafiks visu pēdējoreiz apskatīja
counting-heard = Jaunākais straumes pulss
counting-swept = Pēdējā pārbaude pēc straumes kļūmes
counting-never = vēl nekad
counting-marks = Gaidošās atzīmes
counting-marks-more = vairāk nekā { $n }
counting-fine = Nekas negaida: visi skaitļi ir tādi, kādi tie ir.
counting-waits = Kaut kas vēl jāsaskaita. To izdarīs nākamā grafika reize; uz viena datora tā ir ik pēc divām sekundēm. AWS to uzreiz izdara šī komanda:
counting-late = Pulss ir vecāks par 12 stundām. Pārbaude pati atzīmē to, kas var trūkt; apskatiet react kļūdas.
counting-waiting = Kas gaida
counting-what = Kas
counting-days = Dienas
counting-timelines = Pārskatāmās norises
counting-timelines-note = Pieteikumiem, klientiem un sūtījumiem rāda tikai skaitu.
counting-buckets = Saskaitītās dienas
counting-counted = Saskaitītas
counting-again = Pārskaitītas
counting-missing = Nav apskatītas
counting-sealed = Aizzīmogotas līdz
counting-changed-at = Pēdējoreiz mainīts
counting-revision = redakcija { $n }
counting-again-days = Dienas, kuru skaiti mainījās pēc pirmās ierakstīšanas
counting-again-none = Neviena šī perioda diena pēc pirmās ierakstīšanas nemainījās.
counting-missing-days = Dienas, kuras neviena skaitīšana nav apskatījusi
counting-missing-note = Diena, kurā nekas nenotika, neatstāj atzīmi, tāpēc neviens to neapskata, un tās skaitlis trūkst. Kas grib būt drošs, pārskaita ar atslēgu, kurai ir tiesības admin:
counting-missing-none = Visas šī perioda dienas ir apskatītas.
counting-sealed-note = Aizzīmogotas dienas vairs netiek pārskaitītas: to atbilžu termiņš beidzas. Skaitļi paliek.
counting-kind-tickets = Pieteikumi
counting-kind-customers = Klienti
counting-kind-appointments = Vizītes
counting-kind-bookings = Izmaksas un ieņēmumi
counting-kind-dispatches = Sūtījumi
counting-left-out-more = Citas aptaujas šeit nerāda; atbalss verify apskata visas.
counting-left-out = { $form ->
    [zero] Vēl { $n } aptauju šeit nerāda; atbalss verify apskata visas.
    [one] Vēl { $n } aptauju šeit nerāda; atbalss verify apskata visas.
   *[other] Vēl { $n } aptaujas šeit nerāda; atbalss verify apskata visas.
}
