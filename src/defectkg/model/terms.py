"""The terms of the ontology that code must know, as IRIs, each stated once.

Code compares these and never labels: who rewords a label changes what is printed, and no answer.
"""

from __future__ import annotations

from defectkg.rdf.prefixes import TERMS

# --- classes of records

#: A statement that a source makes, denies or reports as untested.
CLAIM = TERMS + "Claim"
#: A statement that follows from what its words mean.
DEFINITION = TERMS + "Definition"
#: One outcome, in a number or in words.
MEASUREMENT = TERMS + "Measurement"
#: One application of agents or conditions to a host.
TREATMENT = TERMS + "Treatment"
#: A work that records come from.
PUBLICATION = TERMS + "Publication"
#: A file of records.
RECORD_GRAPH = TERMS + "RecordGraph"
#: A panel of a figure.
FIGURE_PANEL = TERMS + "FigurePanel"
#: What a source calls open.
CHALLENGE = TERMS + "Challenge"
#: The radius of an ion, from a table of such.
IONIC_RADIUS = TERMS + "IonicRadius"

# --- groups of kinds

#: Substances that are applied to a host.
AGENT_KIND = TERMS + "AgentKind"
#: Ions that build a host, are supplied by an agent, or are put in as dopants.
ION_KIND = TERMS + "IonKind"
#: States and quantities that can be more or less.
CONDITION_KIND = TERMS + "ConditionKind"
#: Departures from the perfect arrangement of a crystal or its surface.
DEFECT_KIND = TERMS + "DefectKind"
#: Electronic states, levels and carrier processes.
ELECTRONIC_FEATURE_KIND = TERMS + "ElectronicFeatureKind"
#: What is measured.
OBSERVABLE_KIND = TERMS + "ObservableKind"
#: Materials whose defects are studied.
HOST_KIND = TERMS + "HostKind"
#: Shapes and sizes in which a host is made.
FORM_KIND = TERMS + "FormKind"
#: Processes by which a cause acts on an effect.
MECHANISM_KIND = TERMS + "MechanismKind"
#: Kinds too general to stand for those below them.
ROOT = TERMS + "Root"
#: Sorts of what is done against defects.
STRATEGY_KIND = TERMS + "StrategyKind"
#: Experiments and calculations.
METHOD_KIND = TERMS + "MethodKind"
#: Ways by which a treatment is carried out.
ROUTE_KIND = TERMS + "RouteKind"
#: Units, of QUDT.
UNIT = "http://qudt.org/schema/qudt/Unit"

#: The layers of a mechanism path from agents to observables: the group of their kinds, and the
#: word for it in patterns and tables. What is in none of them is no end of a claim.
LAYERS = {
    AGENT_KIND: "agent",
    ION_KIND: "ion",
    CONDITION_KIND: "condition",
    DEFECT_KIND: "defect",
    ELECTRONIC_FEATURE_KIND: "electronic",
    OBSERVABLE_KIND: "observable",
}

#: The groups of what treatments are to lower.
FLAWS = frozenset({DEFECT_KIND, ELECTRONIC_FEATURE_KIND})

# --- relations of causes to effects

#: More of the cause is more of the effect.
RAISES = TERMS + "Raises"
#: More of the cause is less of the effect.
LOWERS = TERMS + "Lowers"
#: The cause changes the effect; the source does not say which way.
ALTERS = TERMS + "Alters"

# --- stances of sources towards their claims

#: The source holds the claim true.
SUPPORTS = TERMS + "Supports"
#: The source holds the claim true in part.
PARTLY_SUPPORTS = TERMS + "PartlySupports"
#: The source says that it is not so.
REFUTES = TERMS + "Refutes"
#: Looked for and not seen.
FINDS_NONE = TERMS + "FindsNone"
#: The source says that nobody has shown it.
NOT_SHOWN = TERMS + "NotShown"
#: Stances of a source that does not hold a claim true.
DENIALS = (REFUTES, FINDS_NONE, NOT_SHOWN)

# --- how sure the reading of an anomaly is

#: No other reading is likely.
HIGH_CONFIDENCE = TERMS + "HighConfidence"

# --- certainties

#: Put as a plain statement.
STATED = TERMS + "Stated"
#: Offered as an explanation.
PROPOSED = TERMS + "Proposed"
#: Hedged.
SPECULATIVE = TERMS + "Speculative"

# --- how much of a source was visible

#: Nothing but the abstract.
ABSTRACT_ONLY = TERMS + "AbstractOnly"

# --- roles of treatments

#: A treatment that is tried for its effect.
TRIAL = TERMS + "Trial"
#: A treatment that sets apart what in another one acts.
CONTROL = TERMS + "Control"

# --- methods

#: What changes one thing in a treatment to see which part acts.
CONTROL_EXPERIMENT = TERMS + "ControlExperiment"

# --- what is wanted of an observable

#: More is wanted of it.
MORE = TERMS + "More"
#: Less is wanted of it.
LESS = TERMS + "Less"

# --- observables from which others follow

#: The photoluminescence quantum yield.
PLQY = TERMS + "PLQY"
#: The photoluminescence lifetime.
PL_LIFETIME = TERMS + "PLLifetime"
#: How well something stays as it is, in whatever respect.
STABILITY = TERMS + "Stability"
#: What a crystal is made of, and in which shares: whoever names it may ask of hosts.
COMPOSITION = TERMS + "Composition"
#: Kinds of stability whose name says what is withstood.
WITHSTANDING = frozenset(
    TERMS + name
    for name in (
        "EnvironmentalStability",
        "MoistureStability",
        "Photostability",
        "PurificationStability",
        "ThermalStability",
    )
)
#: The rate constant of recombination without light.
NONRADIATIVE_RATE = TERMS + "NonradiativeRate"
#: Photons that leave a device for each electron.
EQE = TERMS + "EQE"
#: Levels and states in the gap and at its edges: one counts them, and does not raise or lower them.
LEVELS = (TERMS + "InGapState", TERMS + "BandEdgeState", TERMS + "ConductionBandState")
#: How well charges move: a process, and not only what is measured of one.
CHARGE_TRANSPORT = TERMS + "ChargeTransport"
#: The number of defects in a volume.
DEFECT_DENSITY = TERMS + "DefectDensity"
#: What it takes to make a defect.
DEFECT_FORMATION_ENERGY = TERMS + "DefectFormationEnergy"

# --- conditions that say where ions are

#: Dopant ions sit inside the lattice.
LATTICE_DOPANT = TERMS + "LatticeDopant"
#: Dopant ions sit on the surface.
SURFACE_DOPANT = TERMS + "SurfaceDopant"
#: Ions that a treatment brings sit on the surface.
SURFACE_ION = TERMS + "SurfaceIon"

# --- states, quantities and directions of measurements

#: Without the treatment.
BEFORE = TERMS + "Before"
#: With the treatment.
AFTER = TERMS + "After"
#: Of the host, whatever is done to it.
HOST_STATE = TERMS + "HostState"
#: The value itself.
ABSOLUTE = TERMS + "Absolute"
#: A value over another.
RATIO = TERMS + "Ratio"
#: A value less another.
DIFFERENCE = TERMS + "Difference"
#: The share that is left.
RETAINED = TERMS + "Retained"
#: The observable rose.
UP = TERMS + "Up"
#: The observable fell.
DOWN = TERMS + "Down"
#: The observable stayed as it was.
UNCHANGED = TERMS + "Unchanged"
#: The observable was kept from falling.
PRESERVED = TERMS + "Preserved"
#: A direction that follows from two printed values.
PAIR = TERMS + "Pair"
#: A direction that the source puts in words, or of which it prints the factor.
WORDED = TERMS + "Worded"
#: A direction that a curator reads from a final value alone.
LEVEL = TERMS + "Level"

# --- kinds of anomalies

#: A fault of the copy that was read, not of the source.
RECOGNITION_FAULT = TERMS + "RecognitionFault"
#: Wrong letters of the print.
MISPRINT = TERMS + "Misprint"
#: What a source says, or how it sorts, does not fit what it tells.
DOUBTFUL_JUDGEMENT = TERMS + "DoubtfulJudgement"
#: A reference number that points at another work than the one meant.
MISNUMBERED_CITATION = TERMS + "MisnumberedCitation"
#: A cited number that the reference list does not hold.
MISSING_REFERENCE = TERMS + "MissingReference"
#: A work that stands twice in a reference list.
DUPLICATE_REFERENCE = TERMS + "DuplicateReference"
#: A work stands behind something that it is not about.
OFF_TOPIC_CITATION = TERMS + "OffTopicCitation"
#: Several works stand together behind things that each tells only one of.
SPLIT_CITATION = TERMS + "SplitCitation"
#: The text calls a work after the given name of an author.
GIVEN_NAME_AS_SURNAME = TERMS + "GivenNameAsSurname"
#: The text calls a work after an author who is not its first.
NOT_FIRST_AUTHOR = TERMS + "NotFirstAuthor"
#: A source names or numbers a work otherwise than its records do.
CITED_OTHERWISE = (GIVEN_NAME_AS_SURNAME, NOT_FIRST_AUTHOR, MISNUMBERED_CITATION)
#: Two places of a source do not fit each other.
TENSION = TERMS + "Tension"

# --- strategies

#: Foreign ions are brought into a crystal.
DOPING = TERMS + "DopingStrategy"

# --- kinds with a meaning for the rules

#: A defect does no more harm; by which mechanism is not said.
PASSIVATION = TERMS + "Passivation"
#: A species enters the empty site of another one like it.
VACANCY_FILLING = TERMS + "VacancyFilling"
#: More halide is brought to a host.
HALIDE_ENRICHMENT = TERMS + "HalideEnrichment"
#: A layer between a crystal and what is around it holds that off.
PHYSICAL_BARRIER = TERMS + "PhysicalBarrier"
#: A foreign atom on a site of the host.
SUBSTITUTIONAL_IMPURITY = "http://purls.helmholtz-metadaten.de/cdos/podo/SubstitutionalImpurity"
#: Shells of oxides, which hold off what is around a crystal and no more.
OXIDE_SHELL = TERMS + "OxideShell"
#: What the graph is about where no host is named.
HALIDE_PEROVSKITE = TERMS + "HalidePerovskite"
#: Chloride, bromide and their like.
HALIDE_ION = TERMS + "HalideIon"
#: Ions of metals, of which some are dopants.
METAL_ION = TERMS + "MetalIon"
#: Dopants with the charge of the ion that they replace.
ISOVALENT_DOPANT_ION = TERMS + "IsovalentDopantIon"
#: Dopants with another charge than the ion that they replace.
HETEROVALENT_DOPANT_ION = TERMS + "HeterovalentDopantIon"
#: Dopants of the charge of the B ion that are smaller.
SMALL_ISOVALENT_DOPANT_ION = TERMS + "SmallIsovalentDopantIon"
#: That an ion is like the one whose place it takes in size.
IONIC_SIZE_MATCH = TERMS + "IonicSizeMatch"

# --- properties

#: Leads from an agent to an ion that it brings.
SUPPLIES = TERMS + "supplies"
#: Leads from an agent to another into which it turns.
FORMS = TERMS + "forms"
#: Leads from a record to the source in which it was read.
STATED_IN = TERMS + "statedIn"
#: Leads from a record to the work that it is of.
OF_PUBLICATION = TERMS + "publication"
