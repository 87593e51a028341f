# Ataskaitų skydelis. Kas jį skaito, dirba su skaičiais: trumpi žodžiai, be šauktukų. Jūs, Jums, Jūsų didžiąja raide.

## The frame of every page
language = Lietuvių
skip = Pereiti prie turinio
languages = Kalba
pages = Puslapiai
crumbs = Kur esate
nav-overview = Apžvalga
nav-agents = Agentai
nav-operations = Veikla
nav-dispatches = Siuntimai
nav-rollups = Suvestinės
nav-docs = API
sign-out = Atsijungti
range = Dienos
from = Nuo
to = Iki
compare = Palyginti su ankstesnėmis dienomis
show = Rodyti
presets = Dažnai naudojama
preset-7 = 7 dienos
preset-30 = 30 dienų
preset-90 = 90 dienų
preset-month = Praėjęs mėnuo
preset-year = Metai
compared-with = palyginti su { $days }
to-overview = Į apžvalgą

## Signing in
sign-in = Prisijungti
sign-in-already = Atėjote per nuorodą iš kitur. Jei jau prisijungėte, atverkite puslapį.
sign-in-key = API raktas arba prieigos žetonas, galintis skaityti
sign-in-refused = Tuo skydelio atverti negalima. Patikrinkite, ar raktas visas, neatšauktas ir gali skaityti.
sign-in-open = Atverti skydelį
sign-in-how-long = Liksite prisijungę aštuonias valandas arba kol raktas bus atšauktas.

## What is wrong
wrong-title = Šių dienų parodyti negalima
wrong-language-title = Šia kalba puslapio nėra
wrong-language = Pasirinkite vieną iš kalbų viršuje.
wrong-view = Pakeiskite laukus viršuje ir bandykite dar kartą.
wrong-invalid-date = turi būti diena, pavyzdžiui, 2026-11-21
wrong-from-after-to = pirma diena negali būti vėlesnė už paskutinę
wrong-too-many-days = vienu metu rodoma ne daugiau kaip 366 dienos
wrong-unknown-comparison = compare reikšmė yra previous
wrong-unknown-locale = kalbos yra en, lv, lt ir ru
wrong-repeated-field = adrese tai yra daugiau nei kartą
failed-not-found = Čia nieko nėra
failed-not-found-why = Šioje darbo erdvėje to nėra arba nebėra.
failed-no-page = Šiuo adresu puslapio nėra.
failed-not-found-do = Patikrinkite adresą arba pradėkite nuo apžvalgos.
failed-bad-request = To parodyti negalima
failed-bad-request-why = Kažkuri reikšmė adrese netinka.
failed-bad-request-do = Grįžkite ir pasirinkite iš naujo.
failed-conflict = To parodyti negalima
failed-conflict-why = Tai nesuderinama: pavieniai darbuotojų atsakymai niekada nerodomi, o sumos keliomis valiutomis nesudedamos.
failed-conflict-do = Pasirinkite kitą apklausą arba kitas dienas.
failed-for-now = Šiuo metu to parodyti negalima
failed-for-now-why = Kažkas nepavyko mūsų pusėje. Niekas neprarasta.
failed-for-now-do = Po akimirkos bandykite dar kartą.

## Dates, as CLDR has them
date-day = { $month } { $day } d.
date-whole = { $year } m. { $month } { $day } d.
month-1 = sausio
month-2 = vasario
month-3 = kovo
month-4 = balandžio
month-5 = gegužės
month-6 = birželio
month-7 = liepos
month-8 = rugpjūčio
month-9 = rugsėjo
month-10 = spalio
month-11 = lapkričio
month-12 = gruodžio

## Numbers
answers = { $form ->
    [one] { $n } atsakymas
    [few] { $n } atsakymai
    [many] { $n } atsakymo
   *[other] { $n } atsakymų
  }
values = { $form ->
    [one] { $n } reikšmė
    [few] { $n } reikšmės
    [many] { $n } reikšmės
   *[other] { $n } reikšmių
  }
few-share = { $k } iš { $n }
few-promoters = { $form ->
    [one] { $n } rekomenduotojas
    [few] { $n } rekomenduotojai
    [many] { $n } rekomenduotojo
   *[other] { $n } rekomenduotojų
  }
few-detractors = { $form ->
    [one] { $n } kritikas
    [few] { $n } kritikai
    [many] { $n } kritiko
   *[other] { $n } kritikų
  }
few-net = { $promoters }, { $detractors } iš { $n }
few-ratio = { $of } : { $to }
few-values = { $form ->
    [one] { $n } reikšmė
    [few] { $n } reikšmės
    [many] { $n } reikšmės
   *[other] { $n } reikšmių
  }
too-few = Skaičiui per mažai: reikia dešimties.
no-answers = Šiomis dienomis atsakymų nėra
interval-of = 95 % intervalas { $ends }
interval-95 = 95 % intervalas
about-margin = ± yra pusė 95 % intervalo. Jis apima atsitiktinumą, bet ne tuos, kurie neatsakė.
counted-at = Suskaičiuota
days-of-zone = Dienos laiko juostoje { $zone }.
times-of-zone = Laikas nurodytas laiko juostoje { $zone }.
so-far = kol kas
value = Reikšmė
score = Įvertinimas
share = Dalis
answer = Atsakymas
unknown = nenurodyta
other-values = kiti
unit-days = { $n } d.
unit-hours = { $n } val.
unit-minutes = { $n } min.
unit-seconds = { $n } s
of-n = n = { $n }
of-sent = iš pristatytų: { $n }
# Po kelių skaičių: 1 iš 2 …
of-few-sent = { $form ->
    [one] pristatyto
   *[other] pristatytų
  }

## Change
was = anksčiau { $value }
was-of = anksčiau { $answers }
change-higher-before = daugiau nei anksčiau
change-lower-before = mažiau nei anksčiau
change-same-before = aiškaus pokyčio nėra
change-few-before = palyginti per mažai
change-higher-rest = daugiau nei kitų
change-lower-rest = mažiau nei kitų
change-same-rest = aiškaus skirtumo nėra
change-few-rest = palyginti per mažai
change-nothing-before = anksčiau nėra su kuo lyginti
change-untested = patikrinti negalima

## Over time
course-of = { $metric }, { $name }, kaita
course = Nuo { $begin } ({ $from }) iki { $end } ({ $to }).
course-with-band = Nuo { $begin } ({ $from }) iki { $end } ({ $to }). Juosta yra 95 % intervalas.
course-none = Kreivei reikia dviejų laikotarpių, kuriuose yra bent po dešimt.
course-gaps = Kur skaičiaus nėra, linija nutrūksta.
as-a-table = Lentelėje
over-time = Kaita
intervals = Laikotarpiai
by-day = Diena
by-week = Savaitė
by-month = Mėnuo

## Overview
pages-of-surveys = Kitos apklausos
closed-period = Baigtas laikotarpis: { $days }
archived = Archyvuotos apklausos
is-archived = Ši apklausa archyvuota: nieko nebeklausiama.
empty-title = Dar nieko neklausta
empty-lead = Trys žingsniai, ir čia bus pirmasis įvertinimas.
empty-survey = Sukurkite apklausą
empty-ask = Paklauskite kliento
empty-ask-then = Atsakyme yra nuoroda. Atverkite ją ir atsakykite.
empty-return = Grįžkite
empty-return-then = Atsakymai skaičiuojami pagal grafiką; viename kompiuteryje kas dvi sekundes.

## What a score is
of-nps = rekomenduotojai minus kritikai, balais
of-csat = atsakymų nuo { $from } iki { $max } dalis
of-csat-top = atsakymų { $max } dalis
of-ces = dalis tų, kuriems buvo lengva
of-ces-mean = vidurkis nuo { $min } iki { $max }
of-ces-mean-low = pastangų vidurkis nuo { $min } iki { $max }, mažiau yra geriau
of-gcr = dalis tų, kurie padarė, ko norėjo
class-promoters = rekomenduotojai
class-passives = neutralūs
class-detractors = kritikai
class-very-negative = labai neigiami
class-negative = neigiami
class-neutral = neutralūs
class-positive = teigiami
class-very-positive = labai teigiami
class-easy = lengva
class-hard = sunku
class-yes = taip
class-partly = iš dalies
class-no = ne
left-out-suspect = { $form ->
    [one] Neskaičiuojamas { $n } atsakymas, panašus į mašinos.
    [few] Neskaičiuojami { $n } atsakymai, panašūs į mašinos.
    [many] Neskaičiuojama { $n } atsakymo, panašaus į mašinos.
   *[other] Neskaičiuojama { $n } atsakymų, panašių į mašinos.
  }
with-suspects = Su jais būtų { $value }.
left-out-anonymous = { $form ->
    [one] Neskaičiuojamas { $n } nežinomo žmogaus atsakymas.
    [few] Neskaičiuojami { $n } nežinomų žmonių atsakymai.
    [many] Neskaičiuojama { $n } nežinomo žmogaus atsakymo.
   *[other] Neskaičiuojama { $n } nežinomų žmonių atsakymų.
  }
left-out-not-customers = { $form ->
    [one] Neskaičiuojamas { $n } atsakymas žmogaus, kuris nebuvo klientas.
    [few] Neskaičiuojami { $n } atsakymai žmonių, kurie nebuvo klientai.
    [many] Neskaičiuojama { $n } atsakymo žmonių, kurie nebuvo klientai.
   *[other] Neskaičiuojama { $n } atsakymų žmonių, kurie nebuvo klientai.
  }
left-out-replaced = { $form ->
    [one] Neskaičiuojamas { $n } atsakymas, kurį pakeitė vėlesnis.
    [few] Neskaičiuojami { $n } atsakymai, kuriuos pakeitė vėlesni.
    [many] Neskaičiuojama { $n } atsakymo, kurį pakeitė vėlesnis.
   *[other] Neskaičiuojama { $n } atsakymų, kuriuos pakeitė vėlesni.
  }

## One survey
see-suspects = Žiūrėti neskaičiuojamus atsakymus
spread = Kaip pasiskirstę atsakymai
breakdowns = Pagal grupes
about-ranks = Jei grupėje mažiau nei dešimt, rodomi skaičiai; nuo trisdešimties nurodoma vieta. Skirtumas nuo kitų tikrinamas testu su Holmo pataisa.
groups-differ = Grupės skiriasi labiau nei atsitiktinai.
groups-alike = Aiškaus skirtumo tarp grupių nėra.
more-rows = { $form ->
    [one] Dar { $n } grupė
    [few] Dar { $n } grupės
    [many] Dar { $n } grupės
   *[other] Dar { $n } grupių
  }
comments = Naujausi komentarai
all-answers = Visi atsakymai
no-comments = Šiomis dienomis niekas neparašė komentaro.
is-suspect = neįtrauktas į įvertinimą
beside-mean = Vidurkis
beside-promoters = Rekomenduotojų dalis
dimension-touchpoint = Sąlyčio taškas
dimension-channel = Kanalas
dimension-segment = Segmentas
dimension-locale = Kalba
dimension-agent = Agentas
dimension-variant = Variantas
dimension-version = Versija
dimension-department = Skyrius
channel-email = El. paštas
channel-sms = SMS
channel-link = Nuoroda
channel-app = Programėlė
channel-web = Svetainė
locale-en = Anglų
locale-lv = Latvių
locale-lt = Lietuvių
locale-ru = Rusų
touchpoint-website = Svetainė
touchpoint-purchase = Pirkimas
touchpoint-onboarding = Pradžia
touchpoint-trial = Bandymas
touchpoint-renewal = Pratęsimas
touchpoint-cancellation = Atsisakymas
touchpoint-win-back = Susigrąžinimas
touchpoint-support = Pagalba
touchpoint-self-service = Savitarna
touchpoint-delivery = Pristatymas
touchpoint-returns = Grąžinimas

## Employees
employees-lead = Darbuotojai lieka nežinomi: rodomi tik baigti laikotarpiai, visi kartu, ir grupės nuo penkių žmonių.
employees-nothing = Baigtų laikotarpių dar nėra
employees-not-begun = Nė vienas laikotarpis dar neprasidėjo.
employees-open = Šis laikotarpis vyksta. Rezultatas čia bus, kai jis baigsis.
employees-hidden = Atsakė mažiau nei penki, todėl nieko nerodoma.
employees-groups-hidden = Mažos grupės nerodomos, kad nieko nebūtų galima atpažinti.

## Operations
events-customers = Klientai
events-tickets = Pagalba
events-costs = Kiek kainuoja pagalba
events-appointments = Vizitai
no-events-customers = Apie klientus šiomis dienomis žinių nėra.
no-events-tickets = Apie užklausas šiomis dienomis žinių nėra.
no-events-costs = Apie pagalbos išlaidas šiomis dienomis žinių nėra.
no-events-appointments = Apie vizitus šiomis dienomis žinių nėra.
no-events-do = Siųskite šių tipų įvykius:
metric-gross-churn = Klientų praradimas
metric-retention = Išlaikymas
metric-net-churn = Grynasis praradimas
metric-clv = Kliento vertė per visą laiką
metric-first-response = Pirmas atsakymas laiku
metric-reply-time = Laikas iki atsakymo
metric-resolution = Išspręsta
metric-time-to-resolve = Laikas iki sprendimo
metric-first-contact = Išspręsta iš pirmo karto
metric-transfers = Perdavimai
metric-support-cost = Išspręstos užklausos kaina
metric-kept-appointments = Laiku prasidėję vizitai
metric-delivery = Pristatymas
metric-response-rate = Atsakiusiųjų dalis
metric-completion = Užbaigimas
metric-opt-out = Atsisakymai
of-gross-churn = prarasti iš pradžioje buvusių klientų
of-retention = likę iš pradžioje buvusių klientų
of-net-churn = prarasti minus nauji, iš pradžioje buvusių
of-clv = pajamos iš kliento × marža ÷ praradimas
of-first-response = užklausos, į kurias atsakyta per nustatytą laiką
of-reply-time = mediana nuo kliento žinutės iki atsakymo
of-resolution = išspręstos ir iš naujo neatvertos, iš visų užklausų
of-time-to-resolve = mediana nuo užklausos iki sprendimo
of-first-contact = išspręstos užklausos, kurioms pakako vieno kontakto
of-transfers = vidutiniškai vienai užklausai
of-support-cost = išlaidos ÷ išspręstos užklausos
of-kept-appointments = prasidėjo vėluodami ne daugiau kaip penkias minutes
beside-start = Pradžioje
beside-lost = Prarasti
beside-new = Nauji
beside-end = Pabaigoje
beside-new-per-lost = Nauji vienam prarastam
beside-year = Per metus tokiu tempu
beside-lifetime-days = Vidutinė trukmė
beside-active = Aktyvūs klientai
beside-mean-revenue = Vidutinės pajamos
beside-gross-margin = Bendroji marža
beside-gross-churn = Praradimas
beside-historic-value = Vertė iki šiol
beside-unanswered = Be atsakymo
beside-late = Vėluota
beside-target-seconds = Tikslas
beside-median = Mediana
beside-p90 = 90 % per
beside-hours = Valandos
beside-waiting = Laukia
beside-transferred = Perduotos užklausos
beside-cost = Išlaidos
beside-cost-per-opened = Vienai gautai užklausai
beside-cost-of-revenue = Išlaidų dalis pajamose
beside-target-percent = Tikslas, mažiau nei
beside-planned = Suplanuota
beside-without-outcome = Be baigties
beside-to-come = Dar bus
hours-calendar = visą parą
hours-business = darbo laikas
reason-no-data = Šiomis dienomis nieko nėra
reason-no-customers-at-start = Pradžioje klientų nebuvo
reason-no-customers-at-start-do = Pasirinkite vėlesnę pradžią arba siųskite customer_started su ankstesniu laiku.
reason-none-due = Nė vienos užklausos laikas dar nepraėjo
reason-no-cost = Išlaidų nenurodyta
reason-no-cost-do = Siųskite cost_booked tipo įvykius.
reason-no-resolved-tickets = Nė viena užklausa neišspręsta
reason-no-customers = Aktyvių klientų nėra
reason-no-revenue = Šiomis dienomis pajamų nėra
reason-no-revenue-do = Siųskite order_paid tipo įvykius.
reason-gross-margin-not-set = Bendroji marža nenurodyta
reason-gross-margin-not-set-do = Nurodykite gross_margin per PUT /v1/workspace.
reason-too-few-lost = Prarasta mažiau nei dešimt klientų
reason-too-few-lost-do = Tiek mažai nepasako, kiek laiko klientai lieka. Pasirinkite daugiau dienų.
reason-mixed-currencies = Sumos keliomis valiutomis
reason-mixed-currencies-do = Jos nesudedamos. Nurodykite jas viena valiuta arba pasirinkite dienas su viena.
reason-to-come = Šios dienos dar neatėjo
reason-nothing-to-divide-by = Nėra iš ko dalyti

# Pačios komandos rodikliai.
own-metrics = Savi rodikliai
own-share = { $of } iš { $among }
own-mean = { $of }: vidurkis
own-ratio = { $of } ir { $to } santykis

## Answers, agents, dispatches, counting

# Atsakymų sąrašas.
answers-title = Atsakymai
answers-filter = Atranka
answers-any = bet kuris
answers-score-min = Įvertinimas nuo
answers-score-max = Įvertinimas iki
answers-suspect = Įtartini
answers-suspect-yes = tik įtartini
answers-suspect-no = be įtartinų
answers-apply = Rodyti
answers-clear = Be atrankos
answers-wrong = { $field }: pagal šią reikšmę atrinkti negalima.
answers-wrong-cursor = Šis sąrašo puslapis nebegalioja arba priklauso kitai atrankai. Pradėkite nuo naujausių atsakymų.
answers-list = Naujausi pirmiausia
answers-half = nebaigtas
answers-is-suspect = įtartinas
answers-none = Šiomis dienomis nėra nė vieno tinkamo atsakymo.
answers-none-yet = Kol kas nieko nerasta. Senesni atsakymai dar neperžiūrėti.
answers-older = Senesni atsakymai
answers-newest = Naujausi atsakymai
answers-csv = Kaip lentelė
answers-csv-how = Tą patį sąrašą CSV formatu pateikia API su raktu, kuriuo prisijungėte:
answers-employees-title = Darbuotojų atsakymai niekam nerodomi
answers-employees-text = Ši apklausa skirta darbuotojams. Niekas nemato nė vieno atskiro atsakymo, kas atsakė ir kiek atsakymų jau yra. Kiekvienas laikotarpis turi rezultatą, kai jis baigiasi ir atsako pakankamai žmonių.
answers-employees-link = Pasibaigusių laikotarpių rezultatai

# Vienas atsakymas.
answer-title = Vienas atsakymas
answer-answers = Kas buvo atsakyta
answer-later = pakeista po pabaigos
answer-taken-back = atšaukta
answer-history = Kas vyko
answer-begun = Pradėta
answer-given-to = Atsakyta: { $question }
answer-changed-to = Pakeista: { $question }
answer-back-to = Atšaukta: { $question }
answer-finished = Baigta
answer-not-finished = Dar nebaigta. Kas atsakyta, vis tiek skaičiuojama.
answer-around = Kas apie jį žinoma
answer-id = Identifikatorius
answer-submission = Pateikimo identifikatorius
answer-version = Apklausos versija
answer-posts = Sudaryta iš
answer-posts-count = { $form ->
    [one] { $n } pateikimo
    [few] { $n } pateikimų
   *[other] { $n } pateikimų
}
answer-person = Asmuo
answer-nobody = nežinomas
answer-by = Gauta per
answer-by-dispatch = mūsų siuntimą
answer-by-link = Jūsų pačių pašto nuorodą
answer-by-post = programėlę, svetainę arba API
answer-suspect = Saugomas, bet neskaičiuojamas
answer-suspect-honeypot = Užpildytas laukas, kurio žmonės nemato (taisyklių versija { $version }).
answer-suspect-too-fast = Išsiųsta greičiau nei per dvi sekundes nuo puslapio sukūrimo (taisyklių versija { $version }).
answer-vouched = Skaičiuojama, nes kažkas už ją laidavo
answer-vouched-back = Vis dėlto ne žmogaus?
answer-suspect-vouch = Ar tai žmogaus atsakymas?
answer-review-how = Tai priima API su raktu, turinčiu teisę admin. Rodiklis pasikeičia su kita suvestine, o tai, kas pasakyta, lieka žemiau esančiame įvykių sąraše.
answer-genuine = Pripažinta žmogaus atsakymu: { $by }
answer-doubted = Pripažinimas atšauktas: { $by }
answer-review-key = raktas { $key }
answer-review-token = Jūsų išdavėjo prieigos žetonas
answer-dispatch-asked = Paprašyta siuntimo
answer-message = { $kind }: { $status }

# Agentai.
agents-card = Rezultatų kortelė
agents-survey = CSAT pagal
agents-agent = Agentas
agents-csat = CSAT
agents-first-response = Laiku atsakyta pirmą kartą
agents-resolution = Išspręsta
agents-first-contact = Išspręsta iš karto
agents-whose-csat = agento, buvusio siunčiant apklausą
agents-whose-first-response = to, kas atsakė pirmas
agents-whose-resolution = to, kas išsprendė
agents-whose-first-contact = to, kas išsprendė
agents-nobody = niekas
agents-median = mediana { $value }
agents-place = { $place } vieta iš { $of }
agents-differ = Agentai skiriasi labiau, nei paaiškintų atsitiktinumas (p { $p }).
agents-alike = Agentai nesiskiria labiau, nei paaiškintų atsitiktinumas (p { $p }).
agents-untold = Duomenų per mažai, kad būtų galima pasakyti, ar agentai skiriasi.
agents-provisional = dar gali pasikeisti
agents-none = Šiomis dienomis nė vienas agentas neturi nei atsakymų, nei užklausų.
surveys-not-all = Čia peržiūrėtos tik pirmosios { $n } apklausos. Kitai apklausai pridėkite prie adreso ?survey=…
agents-no-csat = Nė viena apklausa neklausia CSAT. Kiti skaičiai gaunami iš užklausų.
agents-rules = Jei mažiau nei 10, rodomi tik kiekiai; jei mažiau nei 30, vietos nėra. Prie kiekvienos dalies yra jos 95 % intervalas. Užklausos be atsakymo ar sprendimo niekam nepriklauso.
agents-caution = Agentai gauna nevienodas užklausas, pamainas ir klientus. Tai tinka paklausti, ką kas daro kitaip, o ne atlygiui.

# Siuntimai.
sending-survey = Apklausa
sending-channel = Kanalas
sending-all-surveys = visos apklausos
sending-apply = Rodyti
sending-funnel = Nuo prašymo iki atsakymo
sending-step = Žingsnis
sending-count = Kiek
sending-share = Dalis
sending-requested = paprašyta
sending-sent = išsiųsta
sending-delivered = pristatyta
sending-answered = atsakyta
sending-funnel-in-words = Paprašyta { $requested }, išsiųsta { $sent }, pristatyta { $delivered }, atsakyta { $answered }.
sending-of-requested = nuo paprašytų
sending-of-sent = nuo išsiųstų
sending-of-delivered = nuo pristatytų
sending-others = Neišsiųsta: laukia { $waiting }, praleista { $skipped }, nepavyko { $failed }. Išsiųsta ir grąžinta: { $bounced }.
sending-rates = Rodikliai
sending-rate-delivery = Pristatymas
sending-rate-response-rate = Atsakymai
sending-rate-completion = Užbaigimas
sending-rate-opt-out = Atsisakymas
sending-of-rate-delivery = nuo išsiųstų
sending-of-rate-response-rate = nuo pristatytų
sending-of-rate-completion = nuo pradėtų
sending-of-rate-opt-out = nuo pristatytų
sending-provisional = Nuorodos dar atviros: skaičius gali augti.
sending-reasons = Kodėl kai kas neišsiųsta
sending-reason = Priežastis
sending-no-reasons = Šiomis dienomis nieko nepraleista ir visa pavyko išsiųsti.
sending-by = Pagal apklausą ir kanalą
sending-nothing = Šiomis dienomis nieko nepaprašyta.
sending-notes = El. laiškai ir SMS, kuriuos siunčia „Atbalss“, pagal dieną, kurią kvietimas išsiųstas arba atšauktas; laukiantys – pagal dieną, kurią jų paprašyta. Jūsų pačių pašto nuorodoms, programėlėms ir svetainėms nežinoma, kiek žmonių klausta. Siuntimai darbuotojams į jokį skaičių neįeina.
sending-newest = Naujausi siuntimai
sending-asked = Paprašyta
sending-person = Asmuo
sending-status = Būsena
sending-any-status = bet kuri būsena
sending-none = Šiomis dienomis nėra nė vieno tinkamo siuntimo.
sending-none-yet = Kol kas nieko nerasta. Senesni siuntimai dar neperžiūrėti.
sending-older = Senesni siuntimai
sending-first = Naujausi siuntimai
sending-wrong = Atrankos nepavyko perskaityti arba šis sąrašo puslapis nebegalioja. Pradėkite nuo naujausių siuntimų.

status-scheduled = laukia savo laiko
status-given-out = nuoroda atiduota
status-claimed = siunčiama
status-sent = išsiųsta
status-delivered = pristatyta
status-responded = atsakyta
status-failed = nepavyko
status-bounced = grąžinta
status-complained = pripažinta nepageidaujama
status-unknown = nežinoma
status-skipped = praleista

why-no-address = šiam kanalui nėra adreso
why-country-not-allowed = į šio numerio šalį SMS siųsti negalima
why-survey-archived = apklausa archyvuota
why-link-expired = nuoroda buvo nebegaliojanti
why-no-consent = nėra sutikimo šiam kanalui ir apklausos rūšiai
why-suppressed = adresas yra draudžiamųjų sąraše
why-throttled = neseniai klausta
why-already-answered = jau atsakyta
why-quiet-hours = tylos valandos
why-too-long = tekstas per ilgas
why-paused = paskyra šiuo metu negali siųsti
why-rejected = galutinai atmesta
why-busy = šiuo metu nepriimta, bus bandoma dar kartą
why-no-answer = perduodant nutrūko ryšys
why-lease-ended = vykdytojas nepranešė, kuo baigėsi
why-hard-bounce = tokio adreso nėra
why-soft-bounce = kelias dienas nepriimta
why-account-suppressed = yra pačios paskyros draudžiamųjų sąraše
why-complaint = gavėjas pripažino nepageidaujama
why-delayed = gavėjo pusė verčia laukti
why-expired = operatorius nespėjo pristatyti
why-undeliverable = operatorius negali pristatyti
why-unreadable = nepavyksta perskaityti, iš ko ji sudaryta

# Vienas siuntimas.
dispatch-title = Vienas siuntimas
dispatch-about = Kas tai
dispatch-id = Identifikatorius
dispatch-asked = Paprašyta
dispatch-ends = Nuoroda baigia galioti
dispatch-next = Kitas patikrinimas
dispatch-refused = Daugiau nebenori nuo
dispatch-eligible = Kito galima prašyti nuo { $at }.
dispatch-not-before = Ne anksčiau kaip { $at }.
dispatch-answer = Atsakymas
dispatch-answered = žiūrėti atsakymą
dispatch-not-answered = dar nėra
dispatch-employees = Kuris iš darbuotojų atsakė, nežino niekas.
dispatch-history = Kas vyko
dispatch-invitation = Kvietimas
dispatch-reminder = { $n } priminimas
dispatch-no-messages = „Atbalss“ nieko nesiuntė: nuorodą siunčia Jūsų pačių paštas.
dispatch-properties = Ką pridėjo Jūsų komanda

# Kaip sekasi skaičiuoti.
counting-state = Kokia būsena
counting-changed = Kiekiai paskutinį kartą keitėsi
counting-looked-after = Tvarkaraštis paskutinį kartą viską peržiūrėjo
counting-heard = Naujausias srauto pulsas
counting-swept = Paskutinė patikra po srauto trikties
counting-never = dar niekada
counting-marks = Laukiančios žymos
counting-marks-more = daugiau nei { $n }
counting-fine = Niekas nelaukia: visi skaičiai yra tokie, kokie yra.
counting-waits = Kai ką dar reikia suskaičiuoti. Tai padarys kitas tvarkaraščio kartas; viename kompiuteryje – kas dvi sekundes. AWS iš karto tai padaro ši komanda:
counting-late = Pulsas senesnis nei 12 valandų. Patikra pati pažymi, ko gali trūkti; peržiūrėkite react klaidas.
counting-waiting = Kas laukia
counting-what = Kas
counting-days = Dienos
counting-timelines = Peržiūrėtinos eigos
counting-timelines-note = Užklausų, klientų ir siuntimų rodomas tik skaičius.
counting-buckets = Suskaičiuotos dienos
counting-counted = Suskaičiuota
counting-again = Perskaičiuota
counting-missing = Neperžiūrėta
counting-sealed = Užantspauduota iki
counting-changed-at = Keista paskutinį kartą
counting-revision = redakcija { $n }
counting-again-days = Dienos, kurių kiekiai keitėsi po pirmojo įrašymo
counting-again-none = Nė viena šio laikotarpio diena po pirmojo įrašymo nesikeitė.
counting-missing-days = Dienos, kurių nė vienas skaičiavimas neperžiūrėjo
counting-missing-note = Diena, kurią nieko nevyko, nepalieka žymos, todėl jos niekas neperžiūri ir jos skaičiaus trūksta. Kas nori būti tikras, perskaičiuoja raktu, turinčiu teisę admin:
counting-missing-none = Visos šio laikotarpio dienos peržiūrėtos.
counting-sealed-note = Užantspauduotos dienos nebeperskaičiuojamos: baigiasi jų atsakymų laikas. Skaičiai lieka.
counting-kind-tickets = Užklausos
counting-kind-customers = Klientai
counting-kind-appointments = Vizitai
counting-kind-bookings = Sąnaudos ir pajamos
counting-kind-dispatches = Siuntimai
counting-left-out-more = Kitos apklausos čia nerodomos; atbalss verify peržiūri visas.
counting-left-out = { $form ->
    [one] Dar { $n } apklausa čia nerodoma; atbalss verify peržiūri visas.
    [few] Dar { $n } apklausos čia nerodomos; atbalss verify peržiūri visas.
   *[other] Dar { $n } apklausų čia nerodoma; atbalss verify peržiūri visas.
}
