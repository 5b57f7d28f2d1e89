// Registry records that try to break whoever prints them. Everything here must be shown as text.
//
// If any of it ran, `window.hostile` would be set: tests assert that it is not.

const RUNS = 'window.hostile=1';

/** What stands in the texts, by name. */
export const HOSTILE = {
  script: `<script>${RUNS}</script>`,
  image: `<img src=x onerror="${RUNS}">`,
  closing: `</title></style></textarea></script><script>${RUNS}</script>`,
  attribute: `" onmouseover="${RUNS}" autofocus onfocus="${RUNS}" x="`,
  link: `javascript:${RUNS}`,
  svg: `<svg onload="${RUNS}"><a href="javascript:${RUNS}">x</a></svg>`,
  /** Right-to-left override that is never closed, an isolate that is never closed, a mark. */
  bidi: 'abc \u202Edcba \u2066open \u200F',
  /** Bell, escape sequence, backspace, delete, C1, line and paragraph separators. */
  control: 'a\u0007b\u001B[31mc\u0008d\u007Fe\u009Bf\u2028g\u2029h\u000Bi',
  /** One word without a place to break it. */
  longWord: 'Pneumono'.repeat(625),
};

/** A record with only what every record has, and the modules given. */
export function record(nctId, briefTitle, modules = {}) {
  return {
    protocolSection: {
      identificationModule: { nctId, briefTitle },
      ...modules,
    },
    hasResults: false,
  };
}

/** One record for each kind of hostile text, in every field that a person can see, and some records that lack nearly everything. */
export function hostileRecords() {
  const texts = Object.entries(HOSTILE);
  const full = texts.map(([kind, text], at) => everywhere(`NCT9900${String(1001 + at)}`, kind, text));
  return [
    ...full,
    record('NCT99002001', 'Asthma: a record with nothing else'),
    record('NCT99002002', 'Asthma: an unknown status', {
      statusModule: { overallStatus: 'PAUSED_BY_SPONSOR' },
      conditionsModule: { conditions: ['Asthma'] },
      designModule: { studyType: 'SOMETHING_NEW', phases: ['PHASE9'] },
    }),
    record('NCT99002003', 'مرض الربو: عنوان من اليمين إلى اليسار (asthma)', {
      statusModule: { overallStatus: 'RECRUITING' },
      conditionsModule: { conditions: ['Asthma', 'الربو'] },
    }),
  ];
}

function everywhere(nctId, kind, text) {
  const about = `${text} asthma (${kind})`;
  return record(nctId, about, {
    identificationModule: {
      nctId,
      briefTitle: about,
      officialTitle: `Official ${text} title`,
      acronym: text,
      orgStudyIdInfo: { id: text },
      organization: { fullName: text, class: 'OTHER' },
      secondaryIdInfos: [{ id: text, type: 'OTHER', domain: text, link: text }],
    },
    statusModule: {
      overallStatus: 'RECRUITING',
      whyStopped: text,
      statusVerifiedDate: '2026-10',
      lastUpdatePostDateStruct: { date: '2026-10-01', type: 'ACTUAL' },
    },
    sponsorCollaboratorsModule: {
      leadSponsor: { name: text, class: 'OTHER' },
      collaborators: [{ name: text, class: 'OTHER' }],
    },
    descriptionModule: { briefSummary: `Asthma. ${text}`, detailedDescription: text },
    conditionsModule: { conditions: ['Asthma', text], keywords: [text] },
    designModule: {
      studyType: 'INTERVENTIONAL',
      phases: ['PHASE2'],
      designInfo: { allocation: 'RANDOMIZED', primaryPurpose: 'TREATMENT' },
      enrollmentInfo: { count: 60, type: 'ESTIMATED' },
    },
    armsInterventionsModule: {
      armGroups: [{ label: text, type: 'EXPERIMENTAL', description: text, interventionNames: [`Drug: ${text}`] }],
      interventions: [{ type: 'DRUG', name: text, description: text, otherNames: [text], armGroupLabels: [text] }],
    },
    outcomesModule: { primaryOutcomes: [{ measure: text, description: text, timeFrame: text }] },
    eligibilityModule: {
      eligibilityCriteria: `Inclusion Criteria:\n\n* Asthma ${text}\n\nExclusion Criteria:\n\n* ${text}`,
      healthyVolunteers: false,
      sex: 'ALL',
      minimumAge: '18 Years',
    },
    contactsLocationsModule: {
      centralContacts: [{ name: text, role: 'CONTACT', phone: text, email: text }],
      overallOfficials: [{ name: text, affiliation: text, role: 'PRINCIPAL_INVESTIGATOR' }],
      locations: [{
        facility: text,
        status: 'RECRUITING',
        city: 'Boston',
        state: 'Massachusetts',
        country: 'United States',
        zip: '02115',
        contacts: [{ name: text, role: 'CONTACT', phone: text, email: text }],
        geoPoint: { lat: 42.35843, lon: -71.05977 },
      }],
    },
    referencesModule: { seeAlsoLinks: [{ label: text, url: `javascript:${RUNS}` }] },
  });
}
