# Jūs, Jums, Jus, Jūsų iš didžiosios raidės. Įmonės pavadinimas eina po daiktavardžio, kuris linksniuojamas.

language = Lietuvių

nps-question = Kokia tikimybė, kad rekomenduosite mus draugams ar kolegoms?
nps-question-company = Kokia tikimybė, kad rekomenduosite įmonę „{ $company }“ draugams ar kolegoms?
nps-min = Labai maža
nps-max = Labai didelė
enps-question = Kokia tikimybė, kad rekomenduosite mus kaip darbovietę?
enps-question-company = Kokia tikimybė, kad rekomenduosite įmonę „{ $company }“ kaip darbovietę?
class-promoters = rekomenduotojai
class-passives = neutralūs
class-detractors = kritikai

csat-question = Kiek Jus tenkina mūsų aptarnavimas?
csat-question-website = Kiek Jus tenkina mūsų svetainė?
csat-question-purchase = Kiek Jus tenkino pirkimo eiga?
csat-question-support = Kiek Jus tenkino suteikta pagalba?
csat-question-delivery = Kiek Jus tenkino pristatymas?
csat-question-returns = Kiek Jus tenkino prekės grąžinimas?
csat-min = Visiškai netenkina
csat-max = Visiškai tenkina
csat-past-min = Visiškai netenkino
csat-past-max = Visiškai tenkino
class-very-negative = labai neigiami
class-negative = neigiami
class-neutral = neutralūs
class-positive = teigiami
class-very-positive = labai teigiami

ces-agree-stem = Kiek sutinkate su šiuo teiginiu?
ces-agree-text = Mano klausimą buvo lengva išspręsti.
ces-agree-text-company = Įmonė „{ $company }“ padėjo lengvai išspręsti mano klausimą.
ces-agree-min = Visiškai nesutinku
ces-agree-max = Visiškai sutinku
ces-ease-question = Kiek lengva Jums buvo išspręsti savo klausimą?
ces-ease-question-support = Kiek lengva Jums buvo gauti reikiamą pagalbą?
ces-ease-question-purchase = Kiek lengva Jums buvo pateikti užsakymą?
ces-ease-min = Labai sunku
ces-ease-max = Labai lengva
ces-hard = Buvo sunku
ces-easy = Buvo lengva
ces-effort-question = Kiek pastangų Jums reikėjo savo klausimui išspręsti?
ces-effort-min = Labai mažai
ces-effort-max = Labai daug

gcr-question = Ar šiandien pavyko padaryti tai, ko norėjote?
gcr-yes = Taip
gcr-partly = Iš dalies
gcr-no = Ne
gcr-why = Kas Jums sutrukdė?
gcr-lead = Jei norite mūsų pagalbos, palikite savo el. paštą arba telefono numerį.

comment-low = Ką pirmiausia turėtume pagerinti?
comment-mid = Ką galėtume daryti geriau?
comment-high = Kas Jums labiausiai patiko?
optional = (neprivaloma)
thanks-low = Ačiū! Apgailestaujame, kad nepateisinome Jūsų lūkesčių. Perskaitome kiekvieną atsakymą.
thanks-mid = Ačiū už atsakymą!
thanks-high = Ačiū! Džiaugiamės tai girdėdami.

answers =
    { $form ->
        [one] { $n } atsakymas
        [few] { $n } atsakymai
        [many] { $n } atsakymo
       *[other] { $n } atsakymų
    }
points =
    { $form ->
        [one] { $n } balas
        [few] { $n } balai
        [many] { $n } balo
       *[other] { $n } balų
    }

page-title = Jūsų nuomonė
page-languages = Kalba
page-send = Siųsti
page-trap = Palikite šį lauką tuščią
page-score-missing = Pasirinkite atsakymą.
page-comment-long = Sutrumpinkite komentarą iki { $max } ženklų.
page-again = Jūsų atsakymas dar neišsaugotas. Dar kartą paspauskite „{ $button }“.
page-unavailable = Šiuo metu nepavyko išsaugoti Jūsų atsakymo. Po akimirkos dar kartą paspauskite „{ $button }“.
page-still-editable = Jūsų atsakymas gautas. Dar galite jį pakeisti.
page-your-comment = Jūsų komentaras
page-score-of = { $score } iš { $max }
page-answered-title = Jūsų atsakymas jau gautas
page-answered-text = Jo pakeisti nebegalima. Ačiū už skirtą laiką!
page-expired-title = Nuoroda nebegalioja
page-expired-text = Į apklausą buvo galima atsakyti ribotą laiką. Ačiū, kad norėjote atsakyti!
page-closed-title = Ši apklausa uždaryta
page-closed-text = Atsakymai nebepriimami. Ačiū, kad norėjote padėti!
page-not-found-title = Tokio puslapio nėra
page-not-found-text = Patikrinkite, ar nukopijavote visą nuorodą, arba atverkite ją iš žinutės dar kartą.
page-failed-title = Įvyko klaida
page-failed-text = Šiuo metu puslapio parodyti nepavyksta. Pabandykite dar kartą po minutės.

page-next = Toliau
page-back = Atgal
page-step = { $n } klausimas
page-resumed = Ankstesni Jūsų atsakymai išsaugoti.
page-change = Pakeisti atsakymą
page-required-mark = (privaloma)
page-multi-hint = Pažymėkite visus tinkamus atsakymus.
page-stars = { $n } iš { $max } žvaigždučių
page-face-very-bad = Labai blogai
page-face-bad = Blogai
page-face-middling = Vidutiniškai
page-face-good = Gerai
page-face-very-good = Labai gerai
page-contact-label = El. paštas arba telefono numeris
page-contact-hint = Kad galėtume su Jumis susisiekti.
page-contact-said = Jūsų kontaktai
page-check = Patikrinkite savo atsakymus.
page-required = Atsakykite į šį klausimą.
page-choice-missing = Pasirinkite vieną iš atsakymų.
page-multi-missing = Pasirinkite bent vieną atsakymą.
page-contact-invalid = Patikrinkite: čia turi būti el. pašto adresas arba telefono numeris.
page-characters = Tekste buvo nematomų ženklų, kurių negalima išsaugoti, todėl juos pašalinome. Patikrinkite tekstą ir bandykite dar kartą.
page-text-long = Sutrumpinkite tekstą iki { $max } ženklų.
page-too-large = Teksto buvo per daug, todėl jis neišsaugotas. Sutrumpinkite jį ir bandykite dar kartą.
page-limited-title = Per daug atsakymų vienu metu
page-limited-text = Šiuo metu iš čia gauname per daug atsakymų, todėl Jūsų atsakymas dar neišsaugotas. Pabandykite dar kartą po minutės.
page-privacy = Privatumo politika

mail-subject = Vienas trumpas klausimas Jums
mail-subject-company = Vienas trumpas įmonės „{ $company }“ klausimas
mail-greeting = Laba diena!
mail-intro = Atsakykite į vieną trumpą klausimą. Tai užtruks dešimt sekundžių.
mail-link = Atsakyti
mail-link-plain = Jei mygtukai neveikia, atverkite šį adresą:
mail-why = Šį laišką gavote, nes neseniai naudojotės mūsų paslaugomis.
mail-why-company = Šį laišką gavote, nes neseniai naudojotės įmonės „{ $company }“ paslaugomis.
mail-reminder-subject = Priminimas: { $subject }
mail-reminder-intro = Prieš kelias dienas uždavėme Jums vieną trumpą klausimą. Atsakyti užtruks dešimt sekundžių.
mail-unsubscribe = Nebesiųsti apklausų el. laiškų

sms-short = Vienas trumpas klausimas Jums
sms-short-company = Vienas trumpas įmonės „{ $company }“ klausimas
sms-reminder = Priminimas: { $text }
sms-tail = Atsisakyti: { $url }
sms-stopped = Apklausų SMS daugiau nesiųsime. Atnaujinti: START
sms-help = Apklausų SMS. Atsisakyti: STOP
sms-help-company = Įmonės „{ $company }“ apklausų SMS. Atsisakyti: STOP

unsub-email-title = Ar nebesiųsti apklausų el. laiškų?
unsub-email-text = Paspauskite mygtuką, ir mes nebesiųsime apklausų el. pašto adresu, kuriuo gavote šią nuorodą.
unsub-email-text-company = Paspauskite mygtuką, ir įmonė „{ $company }“ nebesiųs apklausų el. pašto adresu, kuriuo gavote šią nuorodą.
unsub-email-done-title = Apklausų el. laiškų daugiau nesiųsime
unsub-email-done-text = El. pašto adresu, kuriuo gavote šią nuorodą, apklausų nebesiųsime.
unsub-email-done-text-company = El. pašto adresu, kuriuo gavote šią nuorodą, įmonė „{ $company }“ apklausų nebesiųs.
unsub-sms-title = Ar nebesiųsti apklausų SMS?
unsub-sms-text = Paspauskite mygtuką, ir mes nebesiųsime apklausų telefono numeriu, kuriuo gavote šią nuorodą.
unsub-sms-text-company = Paspauskite mygtuką, ir įmonė „{ $company }“ nebesiųs apklausų telefono numeriu, kuriuo gavote šią nuorodą.
unsub-sms-done-title = Apklausų SMS daugiau nesiųsime
unsub-sms-done-text = Telefono numeriu, kuriuo gavote šią nuorodą, apklausų nebesiųsime.
unsub-sms-done-text-company = Telefono numeriu, kuriuo gavote šią nuorodą, įmonė „{ $company }“ apklausų nebesiųs.
unsub-button = Atsisakyti
