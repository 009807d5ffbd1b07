/** What the invented banks of a country are made of. `@` in a form stands for a place. */
export interface CountryRecipe {
  readonly country: string;
  readonly currency: string;
  readonly provider: string;
  readonly standard: string;
  /** Places that do not exist. */
  readonly places: readonly string[];
  /** Banks of one form are a group. */
  readonly forms: readonly string[];
  /** Banks without a place. */
  readonly brands: readonly string[];
  /** Share of banks that ask for username and PIN on the TPP's page: one in so many. 0: none. */
  readonly embeddedOneIn: number;
}

const list = (names: string): readonly string[] => names.split(',').map((name) => name.trim());

const BERLIN = { provider: 'NextGenPSD2', standard: 'NextGenPSD2' };

export const COUNTRIES: readonly CountryRecipe[] = [
  {
    country: 'GB',
    currency: 'GBP',
    provider: 'CMA9',
    standard: 'UK_Open_Banking_Standard',
    places: list(
      'Ashcombe Vale, Harrowmere, Little Penrose, Thornwick, Kestrelby, Glen Arrow, Saltmarsh Bay, Withernbrook, Oakhampton Cross, Dunmorrow, Pellwick, Fernleigh, Strathmoyle, Caer Lwyd',
    ),
    forms: [
      '@ Building Society',
      '@ Mutual',
      'Bank of @',
      '@ Savings & Loan',
      '@ Credit Union',
      'The @ Farmers’ and Mariners’ Provident Bank',
    ],
    brands: list('Copperfin, Penny Lark, Thistlewick & Co, Blue Heron Private Bank, Tuppence, Larkspur Money'),
    embeddedOneIn: 0,
  },
  {
    country: 'DE',
    currency: 'EUR',
    ...BERLIN,
    places: list(
      'Falkenrode, Lindmühl, Örtzenbach, Grünhafen, Steinwalde, Bad Kranzberg, Müggenheim, Groß Tannau, Heidelsee, Löwenfurt, Ahrenskamp, Süderdeich, Weißenquell, Königsaue',
    ),
    forms: [
      'Bürgerkasse @',
      'Genossenschaftsbank @ eG',
      'Landbank @',
      'Gewerbebank @ AG',
      'Stadtkasse @',
      'Spar- und Darlehnskasse für Stadt und Landkreis @ eingetragene Genossenschaft',
    ],
    brands: list('Kontorhaus, Flussgold Bank, Bankhaus Ährenthal & Söhne, Morgenkonto, Nordlicht Direkt, Zwölf'),
    embeddedOneIn: 3,
  },
  {
    country: 'FR',
    currency: 'EUR',
    provider: 'STET',
    standard: 'STET_PSD2_API',
    places: list(
      'Val-Doré, Montclair-sur-Lise, Saint-Aubrac, Hauterive-les-Pins, Bois-l’Évêque, Port-Célan, La Roche-Vernet, Côte d’Ambre, Château-Rouvray, Belle-Garenne, Vieux-Moulin, Trois-Rivages, Lac-Bleu, Fontcendre',
    ),
    forms: [
      'Crédit @',
      'Banque de @',
      'Caisse Coopérative @',
      'Épargne Solidaire @',
      'Comptoir Financier @',
      'Société Mutuelle de Prévoyance et d’Épargne des Artisans et Commerçants @',
    ],
    brands: list('Banque Hérisson, Ombrelle, Crédit Géode, Lys & Fils, Maréchal Delorge, Tournesol'),
    embeddedOneIn: 6,
  },
  {
    country: 'ES',
    currency: 'EUR',
    ...BERLIN,
    places: list(
      'Valdeniebla, Puerto Almendro, Castroviejo, Peñarroya del Mar, Sierra Lumbre, Villanube, Ribadeluna, Los Olmos, Monteagudo Alto, Cala Coral, Arroyofrío, Torreñuela, Santa Ágata, Fuentelarga',
    ),
    forms: [
      'Caja de @',
      'Banco @',
      'Cooperativa de Crédito @',
      'Caja Agraria @',
      'Ahorros @',
      'Caja Rural de Agricultores, Ganaderos y Pescadores de @ Sociedad Cooperativa de Crédito',
    ],
    brands: list('Banco Jilguero, Duero Azul, Banca Íntegra Norte, Cometa, Naranjo Directo, Peseta'),
    embeddedOneIn: 0,
  },
  {
    country: 'IT',
    currency: 'EUR',
    ...BERLIN,
    places: list(
      'Montefiorello, Valdigrano, Sant’Orsola al Lago, Borgo Cipresso, Torrechiara Marina, Pietralunga, Civita Rossa, Roccamandorla, Poggio Sereno, Val Cerèsa, Castelnibbio, Acquadolce, Isola Verna, Campolupo',
    ),
    forms: [
      'Cassa di @',
      'Banca di @',
      'Credito Agricolo @',
      'Banca Popolare Nuova di @',
      'Mutua @',
      'Banca di Credito Cooperativo e della Solidarietà delle Valli di @ Società Cooperativa',
    ],
    brands: list('Banca Ginestra, Cicala, Banco Levantino, Più Conto, Fratelli Ombrosi, Melograno'),
    embeddedOneIn: 5,
  },
  {
    country: 'NL',
    currency: 'EUR',
    ...BERLIN,
    places: list(
      'Oudermeer, Westerkoog, Lindeveen, ’s-Gravenduin, Noorderwiek, Zilverdam, Klein Elst, Heibloem aan Zee, Torenbeek, Vlietland, Drieskamp, Waterlo, Zuidplas, Hoogvaart',
    ),
    forms: ['@ Bank', 'Spaarbank @', 'Coöperatie @', 'Handelsbank @', '@ Hypotheken en Sparen', 'Boerenkas @'],
    brands: list('Tulpenbank, Dubbeltje, Grachtengoud, Ijsvogel, Van der Klaver & Zn., Windmee'),
    embeddedOneIn: 0,
  },
  {
    country: 'PL',
    currency: 'PLN',
    provider: 'Polish API',
    standard: 'PolishAPI',
    places: list(
      'Jastrzębowo, Zielonka Dolna, Wrzosów, Łąkowice, Źródlin, Krzemieniec Mały, Świerkowo, Brzozówka, Górny Młyn, Pąckowo, Żabiniec, Lipowy Dwór, Sokolniki Nowe, Chróścin',
    ),
    forms: [
      'Bank Ludowy @',
      'Kasa @',
      'Bank Rolniczy @',
      'Bank Gospodarczy @',
      'Spółdzielnia Oszczędnościowa @',
      'Zjednoczony Bank Rzemiosła, Handlu i Usług Ziemi @ Spółka Akcyjna',
    ],
    brands: list('Bank Żuraw, Grosik, Srebrny Lis, Dobrogrosz, Bursztyn Direct, Trzy Dęby'),
    embeddedOneIn: 0,
  },
  {
    country: 'CZ',
    currency: 'CZK',
    provider: 'Czech Open Banking Standard',
    standard: 'Czech_Open_Banking_Standard',
    places: list(
      'Horní Lípa, Křišťálov, Dubová, Třešňovice, Říčany pod Skálou, Bílý Brod, Veselíčko, Šípkov, Mlýnská Lhota, Žďárek, Ostrůvek, Kamenná Studna, Jestřábí, Olšina',
    ),
    forms: [
      'Záložna @',
      'Banka @',
      'Družstevní záložna @',
      'Městská spořitelna @',
      'Hospodářská banka @',
      'Kampelička @',
    ],
    brands: list('Koruna Plus, Modrá Sova, Banka Čáp, Ježek, Zlatý Klas, Přímá'),
    embeddedOneIn: 0,
  },
  {
    country: 'AT',
    currency: 'EUR',
    ...BERLIN,
    places: list(
      'Hinterzell, Sankt Ägyd am Moos, Rosskogl, Weißensulz, Oberlahn, Kaltenbrunn-Au, Grafenöd, Mitterwang, Auwinkel, Bad Zellerbach, Hochgamm, Traunfels, Enzianthal, Schönfeichten',
    ),
    forms: [
      'Sparverein @',
      'Bauernbank @',
      'Bankhaus @',
      'Volkskredit @',
      'Handwerkerbank @ eGen',
      'Regionalbank @ und Umgebung registrierte Genossenschaft mit beschränkter Haftung',
    ],
    brands: list('Alpenkonto, Bank Steinadler, Edelkonto, Marille, Privatbank Höllerer, Schilling Direkt'),
    embeddedOneIn: 3,
  },
  {
    country: 'SE',
    currency: 'SEK',
    ...BERLIN,
    places: list(
      'Norrbäcken, Ålviken, Stenösund, Granhult, Västerlunda, Björkfors, Öjesjö, Lilla Tuna, Hjortnäs, Söderåsen, Fågelö, Ekbacka, Mörkvattnet, Röstånga By',
    ),
    forms: ['Sparkassan @', '@ Bank', 'Lantmannabanken @', '@ Kreditkassa', 'Bygdebanken @', 'Hantverkarnas Bank i @'],
    brands: list('Blåklint Bank, Kronan Direkt, Tjäder, Lingon, Älgbanken, Näktergal'),
    embeddedOneIn: 0,
  },
];
