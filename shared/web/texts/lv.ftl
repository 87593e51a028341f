# Jūs, Jums, Jūsu ar lielo burtu. Uzņēmuma nosaukums seko lietvārdam, kas nes locījumu.

language = Latviešu

nps-question = Cik liela ir iespējamība, ka ieteiksiet mūs draugiem vai kolēģiem?
nps-question-company = Cik liela ir iespējamība, ka ieteiksiet uzņēmumu “{ $company }” draugiem vai kolēģiem?
nps-min = Ļoti maza
nps-max = Ļoti liela
enps-question = Cik liela ir iespējamība, ka ieteiksiet mūs kā darbavietu?
enps-question-company = Cik liela ir iespējamība, ka ieteiksiet uzņēmumu “{ $company }” kā darbavietu?
class-promoters = atbalstītāji
class-passives = neitrālie
class-detractors = kritiķi

csat-question = Cik lielā mērā Jūs apmierina mūsu apkalpošana?
csat-question-website = Cik lielā mērā Jūs apmierina mūsu tīmekļa vietne?
csat-question-purchase = Cik lielā mērā Jūs apmierināja pirkuma noformēšana?
csat-question-support = Cik lielā mērā Jūs apmierināja saņemtā palīdzība?
csat-question-delivery = Cik lielā mērā Jūs apmierināja piegāde?
csat-question-returns = Cik lielā mērā Jūs apmierināja preces atgriešana?
csat-min = Nemaz
csat-max = Pilnībā
csat-past-min = Nemaz
csat-past-max = Pilnībā
class-very-negative = ļoti negatīvi
class-negative = negatīvi
class-neutral = neitrāli
class-positive = pozitīvi
class-very-positive = ļoti pozitīvi

ces-agree-stem = Cik lielā mērā Jūs piekrītat šim apgalvojumam?
ces-agree-text = Manu jautājumu bija viegli atrisināt.
ces-agree-text-company = Uzņēmums “{ $company }” palīdzēja viegli atrisināt manu jautājumu.
ces-agree-min = Pilnībā nepiekrītu
ces-agree-max = Pilnībā piekrītu
ces-ease-question = Cik viegli Jums bija atrisināt savu jautājumu?
ces-ease-question-support = Cik viegli Jums bija saņemt nepieciešamo palīdzību?
ces-ease-question-purchase = Cik viegli Jums bija noformēt pasūtījumu?
ces-ease-min = Ļoti grūti
ces-ease-max = Ļoti viegli
ces-hard = Bija grūti
ces-easy = Bija viegli
ces-effort-question = Cik daudz pūļu Jums bija jāpieliek, lai atrisinātu savu jautājumu?
ces-effort-min = Ļoti maz
ces-effort-max = Ļoti daudz

gcr-question = Vai Jums šodien izdevās paveikt to, ko vēlējāties?
gcr-yes = Jā
gcr-partly = Daļēji
gcr-no = Nē
gcr-why = Kas Jums traucēja?
gcr-lead = Ja vēlaties mūsu palīdzību, atstājiet savu e-pastu vai tālruņa numuru.

comment-low = Kas mums vispirms būtu jāuzlabo?
comment-mid = Ko mēs varētu darīt labāk?
comment-high = Kas Jums patika visvairāk?
optional = (nav obligāti)
thanks-low = Paldies! Atvainojamies, ka neattaisnojām Jūsu cerības. Mēs izlasām katru atbildi.
thanks-mid = Paldies par atbildi!
thanks-high = Paldies! Prieks to dzirdēt.

answers =
    { $form ->
        [zero] { $n } atbilžu
        [one] { $n } atbilde
       *[other] { $n } atbildes
    }
points =
    { $form ->
        [zero] { $n } ballu
        [one] { $n } balle
       *[other] { $n } balles
    }

page-title = Jūsu viedoklis
page-languages = Valoda
page-send = Nosūtīt
page-trap = Atstājiet šo lauku tukšu
page-score-missing = Lūdzu, izvēlieties atbildi.
page-comment-long = Lūdzu, saīsiniet komentāru līdz { $max } rakstzīmēm.
page-again = Jūsu atbilde vēl nav saglabāta. Lūdzu, vēlreiz nospiediet “{ $button }”.
page-unavailable = Šobrīd neizdevās saglabāt Jūsu atbildi. Lūdzu, pēc brīža vēlreiz nospiediet “{ $button }”.
page-still-editable = Jūsu atbilde ir saņemta. Vēl varat to mainīt.
page-your-comment = Jūsu komentārs
page-score-of = { $score } no { $max }
page-answered-title = Jūsu atbilde jau ir saņemta
page-answered-text = To vairs nevar mainīt. Paldies par veltīto laiku!
page-expired-title = Saites derīguma termiņš ir beidzies
page-expired-text = Uz aptauju varēja atbildēt ierobežotu laiku. Paldies, ka vēlējāties atbildēt!
page-closed-title = Šī aptauja ir slēgta
page-closed-text = Atbildes vairs netiek pieņemtas. Paldies par vēlmi palīdzēt!
page-not-found-title = Šādas lapas nav
page-not-found-text = Lūdzu, pārbaudiet, vai saite nokopēta pilnībā, vai atveriet to no ziņas vēlreiz.
page-failed-title = Radās kļūda
page-failed-text = Lapu pašlaik nevar parādīt. Lūdzu, pēc brīža mēģiniet vēlreiz.

page-next = Tālāk
page-back = Atpakaļ
page-step = { $n }. jautājums
page-resumed = Jūsu līdzšinējās atbildes ir saglabātas.
page-change = Mainīt atbildi
page-required-mark = (obligāti)
page-multi-hint = Atzīmējiet visas atbilstošās atbildes.
page-stars = { $n } no { $max } zvaigznēm
page-face-very-bad = Ļoti slikti
page-face-bad = Slikti
page-face-middling = Viduvēji
page-face-good = Labi
page-face-very-good = Ļoti labi
page-contact-label = E-pasts vai tālruņa numurs
page-contact-hint = Lai mēs varētu ar Jums sazināties.
page-contact-said = Jūsu kontaktinformācija
page-check = Lūdzu, pārbaudiet savas atbildes.
page-required = Lūdzu, atbildiet uz šo jautājumu.
page-choice-missing = Lūdzu, izvēlieties vienu no atbildēm.
page-multi-missing = Lūdzu, izvēlieties vismaz vienu atbildi.
page-contact-invalid = Lūdzu, pārbaudiet: šeit jābūt e-pasta adresei vai tālruņa numuram.
page-characters = Tekstā bija neredzamas rakstzīmes, kuras nevar saglabāt, tāpēc tās ir izņemtas. Lūdzu, pārbaudiet tekstu un mēģiniet vēlreiz.
page-text-long = Lūdzu, saīsiniet tekstu līdz { $max } rakstzīmēm.
page-too-large = Teksta bija pārāk daudz, tāpēc tas nav saglabāts. Lūdzu, saīsiniet to un mēģiniet vēlreiz.
page-limited-title = Pārāk daudz atbilžu vienlaikus
page-limited-text = Pašlaik no šejienes pienāk pārāk daudz atbilžu, tāpēc Jūsu atbilde vēl nav saglabāta. Lūdzu, pēc minūtes mēģiniet vēlreiz.
page-privacy = Privātuma politika

mail-subject = Viens īss jautājums Jums
mail-subject-company = Viens īss jautājums no uzņēmuma “{ $company }”
mail-greeting = Labdien!
mail-intro = Lūdzu, atbildiet uz vienu īsu jautājumu. Tas aizņems desmit sekundes.
mail-link = Atbildēt
mail-link-plain = Ja pogas nedarbojas, atveriet šo adresi:
mail-why = Jūs saņēmāt šo e-pastu, jo nesen izmantojāt mūsu pakalpojumus.
mail-why-company = Jūs saņēmāt šo e-pastu, jo nesen izmantojāt uzņēmuma “{ $company }” pakalpojumus.
mail-reminder-subject = Atgādinājums: { $subject }
mail-reminder-intro = Pirms dažām dienām uzdevām Jums vienu īsu jautājumu. Atbilde aizņems desmit sekundes.
mail-unsubscribe = Vairs nesūtīt aptauju e-pastus

sms-short = Viens īss jautājums Jums
sms-short-company = Viens īss jautājums no uzņēmuma “{ $company }”
sms-reminder = Atgādinājums: { $text }
sms-tail = Atteikties: { $url }
sms-stopped = Aptauju īsziņas vairs nesūtīsim. Atsākt: START
sms-help = Aptauju īsziņas. Atteikties: STOP
sms-help-company = Uzņēmuma “{ $company }” aptauju īsziņas. Atteikties: STOP

unsub-email-title = Vai vairs nesūtīt aptauju e-pastus?
unsub-email-text = Nospiediet pogu, un mēs vairs nesūtīsim aptaujas uz e-pasta adresi, uz kuru tika nosūtīta šī saite.
unsub-email-text-company = Nospiediet pogu, un uzņēmums “{ $company }” vairs nesūtīs aptaujas uz e-pasta adresi, uz kuru tika nosūtīta šī saite.
unsub-email-done-title = Aptauju e-pastus vairs nesūtīsim
unsub-email-done-text = Uz e-pasta adresi, uz kuru tika nosūtīta šī saite, mēs aptaujas vairs nesūtīsim.
unsub-email-done-text-company = Uz e-pasta adresi, uz kuru tika nosūtīta šī saite, uzņēmums “{ $company }” aptaujas vairs nesūtīs.
unsub-sms-title = Vai vairs nesūtīt aptauju īsziņas?
unsub-sms-text = Nospiediet pogu, un mēs vairs nesūtīsim aptaujas uz tālruņa numuru, uz kuru tika nosūtīta šī saite.
unsub-sms-text-company = Nospiediet pogu, un uzņēmums “{ $company }” vairs nesūtīs aptaujas uz tālruņa numuru, uz kuru tika nosūtīta šī saite.
unsub-sms-done-title = Aptauju īsziņas vairs nesūtīsim
unsub-sms-done-text = Uz tālruņa numuru, uz kuru tika nosūtīta šī saite, mēs aptaujas vairs nesūtīsim.
unsub-sms-done-text-company = Uz tālruņa numuru, uz kuru tika nosūtīta šī saite, uzņēmums “{ $company }” aptaujas vairs nesūtīs.
unsub-button = Atteikties
