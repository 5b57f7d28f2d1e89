//! The cases: typos and what was meant, words that stay, words run together or torn apart.

pub(super) fn pairs(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    triples(list).map(|(first, second, _)| (first, second))
}

pub(super) fn triples(
    list: &'static str,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    list.lines()
        .flat_map(|line| line.split(','))
        .filter_map(|case| {
            let mut words = case.split_whitespace();
            Some((
                words.next()?,
                words.next()?,
                words.next().unwrap_or_default(),
            ))
        })
}

/// What was typed, and what was meant.
pub(super) const TYPOS: &str = "
osteoperosis osteoporosis, rumatoid rheumatoid, alzhiemers alzheimer, fibermyalgia fibromyalgia,
neumonia pneumonia, sirosis cirrhosis, diabeties diabetes, leukimia leukemia, asma asthma, hemroids hemorrhoids,
schizofrenia schizophrenia, parkinsens parkinson, psoriases psoriasis, arthiritis arthritis, chrones crohn,
epilepcy epilepsy, migrane migraine, lukemia leukemia, astma asthma, alzhimers alzheimer, parkinsins parkinson,
brest breast, psorisis psoriasis, rhumatoid rheumatoid, artheritis arthritis, fibromialgia fibromyalgia,
epilepsey epilepsy, ulcertive ulcerative, chrons crohn, endometrosis endometriosis, pnuemonia pneumonia,
hypertenshun hypertension, pancratic pancreatic, melenoma melanoma, glioblastma glioblastoma, hepatits hepatitis,
sclorosis sclerosis, metfromin metformin, pembrolizumb pembrolizumab, semiglutide semaglutide, humera humira,
ozempik ozempic, metotrexate methotrexate, tamoxifin tamoxifen, diahrrea diarrhea, diarhea diarrhea,
hemorages hemorrhage, newmonia pneumonia, soriasis psoriasis, eczma eczema, exzema eczema, excema eczema,
emphazema emphysema, emphasema emphysema, bronkitis bronchitis, bronchitus bronchitis, asthama asthma,
tuberculosus tuberculosis, tubercolosis tuberculosis, siezures seizures, seizurs seizure, meningitus meningitis,
menengitis meningitis, autizm autism, awtism autism, scitzophrenia schizophrenia, skizophrenia schizophrenia,
bypolar bipolar, deppression depression, anxeity anxiety, insomnea insomnia, narcalepsy narcolepsy,
anorexa anorexia, bulemia bulimia, obeesity obesity, colesterol cholesterol,
cholestrol cholesterol, diabetis diabetes, diabeetus diabetes, insuline insulin, throid thyroid, thyriod thyroid,
hypothyroidsm hypothyroidism, lupis lupus, sarcodosis sarcoidosis, scoliosus scoliosis, lymphomia lymphoma,
limphoma lymphoma, lymfoma lymphoma, mylenoma melanoma, myloma myeloma, protstate prostate, overian ovarian,
cervicle cervical, coloractal colorectal, pancriatic pancreatic, stomache stomach, kidny kidney,
diaylsis dialysis, transplent transplant, stroak stroke, anurism aneurysm, aneurism aneurysm,
athersclerosis atherosclerosis, fibrilation fibrillation, arithmia arrhythmia, arrythmia arrhythmia, hart heart,
vaccin vaccine, vacine vaccine, vaccene vaccine, influensa influenza, malaira malaria, hepititis hepatitis,
herpies herpes, clamydia chlamydia, gonorhea gonorrhea, syphlis syphilis, sifilis syphilis,
toncillitis tonsillitis, apendicitis appendicitis, pancreatitus pancreatitis, ulcerativ ulcerative,
colitus colitis, glacoma glaucoma, glawcoma glaucoma, cateract cataract, maccular macular,
degeneratoin degeneration, tinitus tinnitus, vertago vertigo, neuropothy neuropathy, nuropathy neuropathy,
sciatca sciatica, ostheoarthritis osteoarthritis, phibromyalgia fibromyalgia, endometreosis endometriosis,
menapause menopause, preeclamsia preeclampsia, amyotropic amyotrophic, huntingtins huntington,
fibrosus fibrosis, hemophelia hemophilia, thalasemia thalassemia, anemea anemia, sicle sickle, duchene duchenne,
muscularr muscular, distrophy dystrophy, chemoterapy chemotherapy, kemotherapy chemotherapy, radiaton radiation,
imunotherapy immunotherapy, surgary surgery, nivolumap nivolumab, keytrudra keytruda, ibuprophen ibuprofen,
acetominophen acetaminophen, warfrin warfarin, gabapenten gabapentin, predisone prednisone,
prednizone prednisone, viagera viagra, hydroxycloroquine hydroxychloroquine, ivermecton ivermectin,
lisinopryl lisinopril, atorvastatan atorvastatin, ketamin ketamine, psylocybin psilocybin,
trastuzamab trastuzumab, bevacizumap bevacizumab, rituximub rituximab, adalimumb adalimumab, stomac stomach,
medecine medicine, docter doctor, doughter daughter, dauhgter daughter, husbend husband, recieving receiving,
recruting recruiting, hospitel hospital, helthy healthy, volunter volunteer, voluntears volunteers,
tretment treatment, treatmant treatment, theropy therapy, experiance experience, symptons symptoms,
symtoms symptoms, recomend recommend, neccessary necessary, beleive believe, diffrent different,
pregnent pregnant, pregnnat pregnant, childern children, teenagr teenager, grandmoter grandmother,
temprature temperature, breathng breathing, throte throat, shouldar shoulder, alergy allergy, alergies allergies,
bloood blood, kanser cancer, cancr cancer, camcer cancer, canser cancer, tumer tumor, infecton infection,
depresion depression, tramua trauma, dimentia dementia, demensia dementia, dementai dementia,
hypertenson hypertension, highpertension hypertension, colorectol colorectal, sinusitus sinusitis,
cirhosis cirrhosis, cirrosis cirrhosis, hepatitus hepatitis, osteoporsis osteoporosis, sarkoidosis sarcoidosis,
anorexeia anorexia, menopasue menopause, psorasis psoriasis, psoriasus psoriasis, ecxema eczema, rosasea rosacea,
alopeshia alopecia, vitilago vitiligo, shingels shingles
";

/// Known words with a known word nearby.
pub(super) const KNOWN: &str = "
hypotension hypertension fibromialgia neumonia asma colesterol hyperthyroidism hypothyroidism hyperglycemia hypoglycemia ileitis arthritis arteritis
prostate migraine diabetes leukemia lymphoma melanoma myeloma glioma glaucoma asthma anemia
metformin methotrexate humira tamoxifen crohn
study trial treat heart heat hear hair pain pair paid part past patient patients
brain breast breath brother mother cancer chance change cold cool cough doctor daughter eight weight
lung long lunch liver live living skin skill sleep slept stroke strike stage stable form from
";

/// Not to be touched, known or not: codes, genes, numbers, other scripts, short words, and words in the other English.
pub(super) const LEFT: &str = "
t790m g12c v600e brca1 brca2 abc951 mk3475 azd9291 nct99000001 p53 her2x cd19x b12x 790 2024 17 qn023a
лейкемия 白血病患 ασθμα سرطان がんです 천식증
als cf kra cox egf abl
leukaemias oesophaguses randomised randomisation haemophiliac
zzzzzz qqqqqqqq xkcdxkcd asdfghjkl wwwwwwwwwww
";

/// Unknown right words: names, rare words, new drugs. They may at most be asked about.
pub(super) const UNKNOWN: &str = "
changsha hefei shenzhen suzhou xuzhou lanzhou wuhan tianjin chengdu nanjing ningbo xiamen
tucson omaha fresno wichita tampa houston toronto calgary ottawa leuven ghent utrecht malmo bergen oslo
leuke kowalski nakamura fernandez gupta mueller schmidt hoffmann rossi bianchi dubois lefebvre nguyen okafor
hypocortisolism hypernatremic untreatable misdiagnosed postoperation preadmission
zilebesiran plozasiran olezarsen vutrisiran obicetrapib muvalaplin enlicitide mazdutide
cathedral pineapple orchestra violinist gardener bicycle umbrella carpenter mechanic accountant
";

/// A word run together, and its two halves.
pub(super) const RUN_TOGETHER: &str = "
breastcancer breast cancer, lungcancer lung cancer, heartattack heart attack, heartfailure heart failure,
coloncancer colon cancer, kidneystones kidney stones, braintumor brain tumor, skincancer skin cancer,
bloodpressure blood pressure, kidneydisease kidney disease, liverdisease liver disease, chronicpain chronic pain,
weightloss weight loss
";

/// Unknown words that are not two.
pub(super) const WHOLE: &str = "
lukemia therapists hangzhouer fibromialgia notwithstanding xylophones breast cancer lungs breastcancerx
";

/// Halves of one word.
pub(super) const TORN: &str = "
gastro enteritis, hyper tension, fibro myalgia, neuro fibromatosis, osteo porosis, osteo arthritis, hypo thyroidism,
lymph oma, leuk emia, schizo phrenia, endo metriosis, in somnia, mela noma
";

/// Neighbours that are two words.
pub(super) const APART: &str = "
breast cancer, heart failure, lung disease, some one, any thing, may be, in side, with out, under stand, some times,
out come, no body, every day, week end, blood pressure, for mal, heart attack, type two, hyper, breast 12, 12 13
";
