//! The only place that knows the order and the defaults.

mod answer;
mod area;
mod backtest;
pub mod briefing;
mod demo;
pub mod detect;
pub mod deterrence;
mod documents;
mod error;
mod evidence;
mod facts;
mod ground;
mod import;
mod keep;
mod kept;
mod land;
mod lists;
mod loaded;
mod marking;
mod open;
mod panel;
mod picture;
mod placing;
mod progress;
mod quality;
mod question;
mod session;
pub mod sites;
mod spots;
mod street_labels;
mod synth;

pub use answer::{StabilityCheck, answer, stability_check};
pub use area::{AreaBuilt, AreaError, AreaRequest, build_area, describe_area};
pub use backtest::{
    AreaTest, BackTestAnswer, BackTestQuestion, KeptChoice, TestArea, back_test_areas, back_test_findings,
    keep_choices, read_choices,
};
pub use demo::{DemoError, DemoReady, prepare_demo, prepare_demo_groups};
pub use documents::{DocumentKind, document_in_force, put_document};
pub use error::PipelineError;
pub use evidence::{Evidence, Wanted};
pub use facts::{CspFact, DefinitionFact, Facts};
pub use ground::{AreaLayer, Ground, Named, level_word};
pub use import::{
    ImportError, ImportReport, ImportRequest, ImportedFile, QuarantineReason, import, quarantined,
};
use keep::scope_of;
pub use keep::{keep_list, rename_place};
pub use kept::Kept;
pub use land::{Land, read_land};
pub use lists::lists_geojson;
pub use loaded::{INCOMPLETE_DAYS, Lattice, Loaded};
pub use marking::{group_marking, marking};
pub use open::open_session;
pub use panel::{PanelAsk, PanelPapers};
pub use picture::Picture;
pub use placing::{PlaceCounts, ReviewRow, reads_places, review_csv};
pub use progress::Progress;
pub use quality::quality;
pub use question::{Answer, Question};
pub use session::{Choose, Cover, Find, Groups, Look, Session, SessionError, SessionParts, Solve, Stamp};
pub use sites::{
    SitesQuestion, SportFiles, SportGround, coverage, keep_candidates, keep_register, read_candidates,
    read_register, shortlist,
};
pub use spots::{Spot, Spots};
pub use synth::{LomeaError, LomeaOrder, LomeaWritten, write_lomea};

pub use crate::{
    calendar::{Instant, Month},
    detect::{
        CellStatistic, Choice, Confidence, Contestant, Entry, Hotspot, HotspotKind, HotspotList, RankBy,
    },
    geodesy::LonLat,
    incidents::{BUILT_IN_PROFILES, ReadOptions, export as export_quarantine, shown},
    places::{
        AreaPack, Level, PlacesError, Unit,
        candidates::{CandidateOptions, CandidateSet},
    },
    quality::{Grade, QualityReport},
    sport::{PanelCoverage, ProgrammeRegister, SportError, Weights as SportWeights},
    store::{SnapshotInfo, Store, StoreError, VerifyReport},
};
