// Package spec is the spec language: what a spec may say, read strictly, with the place of everything it says.
package spec

import "github.com/metagen-go/metagen/blueprint"

// Version is the metagen_version that this package reads.
const Version = "1.0"

// Field is one value of a spec and where it stands.
type Field[T any] struct {
	Value     T
	Text      string // as written
	Line, Col int    // from 1, Col in bytes; Line 0 where the spec does not state it
}

// Set reports whether the spec states the field.
func (f Field[T]) Set() bool { return f.Line > 0 }

// Entry is one key of a section whose keys are not known here: dims, options and training.config.
type Entry struct {
	Key, Group      string // Group is "vision" for dims: {vision: {hidden_size: 768}}
	Value           any    // int64, float64, bool, string, []string or []int64
	Text            string // as written
	Line, Col       int
	KeyLine, KeyCol int
}

// Field is the key of the field that the entry states: "vision_hidden_size" for dims: {vision: {hidden_size: 768}}.
func (e Entry) Field() string {
	if e.Group == "" {
		return e.Key
	}
	return e.Group + "_" + e.Key
}

// Texts is a list of texts, each with its place.
type Texts = Field[[]Field[string]]

// Spec is one spec. The tags say a key's name, what it is, and the legal values where they are few; parsing, its "did you
// mean" and the JSON Schema all follow them.
type Spec struct {
	File string `yaml:"-"`

	MetagenVersion  Field[string]   `yaml:"metagen_version" doc:"the version of the spec language: 1.0"`
	Name            Field[string]   `yaml:"name" doc:"what the model is called"`
	Description     Field[string]   `yaml:"description" doc:"what the model is for, in a sentence"`
	Version         Field[string]   `yaml:"version" doc:"your own version of the model"`
	Modality        Modality        `yaml:"modality" doc:"what goes in and what comes out"`
	Task            Task            `yaml:"task" doc:"what the model does"`
	Constraints     Constraints     `yaml:"constraints" doc:"the limits that the model is sized under and held against"`
	Training        Training        `yaml:"training" doc:"how the model is trained"`
	Architecture    Architecture    `yaml:"architecture" doc:"how the model is built"`
	Outputs         Outputs         `yaml:"outputs" doc:"what to write"`
	Evaluation      Evaluation      `yaml:"evaluation" doc:"what the model is to be measured on"`
	Reproducibility Reproducibility `yaml:"reproducibility" doc:"what makes two runs equal"`
}

// Modality is what goes in and what comes out.
type Modality struct {
	Inputs  Texts `yaml:"inputs" doc:"the modalities that go in" of:"text image audio video 3d multimodal time_series graph tabular point_cloud"`
	Outputs Texts `yaml:"outputs" doc:"the modalities that come out" of:"text image audio video 3d multimodal time_series graph tabular point_cloud label classification bounding_boxes segmentation_mask embedding action regression"`
}

// Task is what the model does.
type Task struct {
	Type           Field[string] `yaml:"type" doc:"the kind of task" of:"generation classification regression embedding ranking retrieval object_detection instance_segmentation semantic_segmentation panoptic_segmentation time_series_forecast anomaly_detection policy_gradient value_based actor_critic model_based node_classification graph_classification link_prediction recommendation"`
	Domain         Field[string] `yaml:"domain" doc:"the field that the task is from"`
	NumClasses     Field[int64]  `yaml:"num_classes" doc:"the number of classes"`
	NumOutputs     Field[int64]  `yaml:"num_outputs" doc:"the number of values that come out"`
	Horizon        Field[int64]  `yaml:"horizon" doc:"the steps that are forecast"`
	Lookback       Field[int64]  `yaml:"lookback" doc:"the steps that are looked back on"`
	ActionSpace    Field[string] `yaml:"action_space" doc:"the kind of actions" of:"discrete continuous"`
	NumActions     Field[int64]  `yaml:"num_actions" doc:"the number of discrete actions"`
	ActionDim      Field[int64]  `yaml:"action_dim" doc:"the number of continuous actions"`
	NumAnchors     Field[int64]  `yaml:"num_anchors" doc:"the number of anchors or object queries"`
	MaskResolution Field[int64]  `yaml:"mask_resolution" doc:"the side of a mask in pixels"`
	NodeFeatures   Field[int64]  `yaml:"node_features" doc:"the features of a node"`
	EdgeFeatures   Field[int64]  `yaml:"edge_features" doc:"the features of an edge"`
	EmbeddingDim   Field[int64]  `yaml:"embedding_dim" doc:"the width of an embedding that comes out"`
}

// Constraints are the limits of a model.
type Constraints struct {
	Latency         Field[string]          `yaml:"latency" doc:"how soon it must answer" of:"real-time near-real-time batch offline"`
	Device          Field[string]          `yaml:"device" doc:"what it runs on" of:"edge cpu mobile consumer_gpu datacenter_gpu"`
	ParameterBudget ParameterBudget        `yaml:"parameter_budget" doc:"how many parameters it may have"`
	MemoryBudget    Field[blueprint.Bytes] `yaml:"memory_budget" doc:"the memory for weights and caches, such as 16GB (10^9 bytes) or 16GiB (2^30)"`
	ContextWindow   Field[Context]         `yaml:"context_window" doc:"the tokens that it attends to, such as 256k (k is 1024), or infinite"`
	Throughput      Field[Throughput]      `yaml:"throughput" doc:"what it must do a second, such as 120 tok/s, 30fps, 2 img/s"`
	ImageSize       Field[[]int64]         `yaml:"image_size" doc:"pixels a side, or [height, width]"`
	PatchSize       Field[int64]           `yaml:"patch_size" doc:"pixels a side of a patch"`
	LatentSize      Field[int64]           `yaml:"latent_size" doc:"the side of the latent image"`
}

// ParameterBudget is how many parameters a model may have.
type ParameterBudget struct {
	Min Field[blueprint.Params] `yaml:"min" doc:"the fewest, such as 50M (M is 10^6)"`
	Max Field[blueprint.Params] `yaml:"max" doc:"the most, such as 8B (B is 10^9)"`
}

// Training is how a model is trained.
type Training struct {
	Objective      Texts                   `yaml:"objective" doc:"what training optimises"`
	Data           Data                    `yaml:"data" doc:"what it is trained on"`
	Compute        Compute                 `yaml:"compute" doc:"what it is trained with"`
	Alignment      Alignment               `yaml:"alignment" doc:"how it is aligned"`
	Config         []Entry                 `yaml:"config" doc:"hyperparameters"`
	SequenceLength Field[blueprint.Tokens] `yaml:"sequence_length" doc:"the tokens of a training sequence"`
	Precision      Field[string]           `yaml:"precision" doc:"the number format of weights and activations" of:"float32 bfloat16 float16"`
	Freeze         Texts                   `yaml:"freeze" doc:"the parts that do not train"`
	LoRA           LoRA                    `yaml:"lora" doc:"low-rank adapters"`
}

// Data is what a model is trained on.
type Data struct {
	Sources    Texts           `yaml:"sources" doc:"where the data comes from"`
	Size       Field[DataSize] `yaml:"size" doc:"how much there is, such as 2T tokens"`
	Governance Governance      `yaml:"governance" doc:"what is to be said of the data"`
}

// Governance is what is to be said of data.
type Governance struct {
	PII       Field[string] `yaml:"pii" doc:"personal data"`
	Copyright Field[string] `yaml:"copyright" doc:"copyright"`
}

// Compute is what a model is trained with.
type Compute struct {
	Hardware Field[Hardware]          `yaml:"hardware" doc:"accelerators, such as 256xA100"`
	Duration Field[blueprint.Seconds] `yaml:"duration" doc:"how long, such as 21 days"`
}

// Alignment is how a model is aligned.
type Alignment struct {
	Method Texts         `yaml:"method" doc:"the methods"`
	Policy Field[string] `yaml:"policy" doc:"the policy"`
}

// LoRA is low-rank adapters (Hu et al. 2021, arXiv:2106.09685).
type LoRA struct {
	Rank    Field[int64] `yaml:"rank" doc:"their rank"`
	Alpha   Field[int64] `yaml:"alpha" doc:"what they are scaled by, times their rank; the rank where it is not stated"`
	Targets Texts        `yaml:"targets" doc:"the projections that they adapt"`
}

// Architecture is how a model is built.
type Architecture struct {
	Family     Field[string] `yaml:"family" doc:"the family of architectures" of:"transformer diffusion cnn hybrid mlp gnn"`
	Name       Field[string] `yaml:"name" doc:"an architecture by its name; otherwise chosen from family, task and modality"`
	Like       Field[string] `yaml:"like" doc:"a preset to start from, such as llama-3-8b"`
	Components []Component   `yaml:"components" doc:"parts, in the spec's own words"`
	Dims       []Entry       `yaml:"dims" doc:"dimensions: what is stated is never changed"`
	Options    []Entry       `yaml:"options" doc:"choices of the architecture"`
}

// Component is a part of a model, in the spec's own words.
type Component struct {
	Name Field[string] `yaml:"name" doc:"what it is called"`
	Type Field[string] `yaml:"type" doc:"what it is"`
}

// Outputs is what to write.
type Outputs struct {
	Artifacts Texts `yaml:"artifacts" doc:"the predecessor's list, accepted: a run writes everything"`
}

// Evaluation is what a model is to be measured on.
type Evaluation struct {
	Benchmarks Texts `yaml:"benchmarks" doc:"what it is measured on"`
	Baselines  Texts `yaml:"baselines" doc:"what it is compared with"`
	Metrics    Texts `yaml:"metrics" doc:"what is measured"`
}

// Reproducibility is what makes two runs equal.
type Reproducibility struct {
	Seed        Field[int64] `yaml:"seed" doc:"what everything left to chance is drawn from"`
	Determinism Field[bool]  `yaml:"determinism" doc:"whether training uses deterministic kernels only"`
}

// Context is a number of tokens to attend to.
type Context struct {
	Tokens   blueprint.Tokens
	Infinite bool // the spec asks for no end, which Tokens stands for
}

// Throughput is so many things a second.
type Throughput struct {
	Amount float64
	Unit   string // "tokens", "images", "frames", "clips of 30 s"
}

// DataSize is so many things; Amount is 0 where the text says no number.
type DataSize struct {
	Amount float64
	Unit   string
}

// Hardware is so many accelerators.
type Hardware struct {
	Count int64
	Model string
}
