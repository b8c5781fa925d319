// Package blueprint holds what one model is: its State (every dimension, choice and text, as typed values), and
// the Model that an architecture builds from it (a tree of modules with their tensors and costs). Plain data and
// walks over it; nothing here reads or writes a file.
package blueprint

// State is the whole blueprint of one model. Generated packages hold it as constants, one a field.
//
// Tags: group heads the fields that follow; yaml is the field's name in specs, artifacts and Python; doc completes the sentence "Field is ..."; unit is what a
// number counts; role says how a spec states it: "dim" in architecture.dims, "option" in architecture.options, "text" elsewhere,
// "computed" nowhere, since it is worked out from the others; of names the legal values of an option.
// A field that does not apply to a model is zero, has no entry in the Trace and no constant.
type State struct {
	// Identity.
	Name         Text   `group:"Identity" yaml:"name" role:"text" doc:"what the spec calls the model"`
	Spec         Text   `yaml:"spec" role:"text" doc:"the file that specifies the model"`
	Description  Text   `yaml:"description" role:"text" doc:"what the spec says of the model"`
	Version      Text   `yaml:"version" role:"text" doc:"the spec's own version of the model"`
	Family       Option `yaml:"family" role:"text" of:"transformer diffusion cnn hybrid mlp gnn" doc:"the architecture family"`
	Architecture Text   `yaml:"architecture" role:"text" doc:"the architecture, by its name in the registry"`
	Like         Text   `yaml:"like" role:"text" doc:"the preset that the model starts from"`
	Components   List   `yaml:"components" role:"text" doc:"the parts that the spec names, as name: type; the spec's words, not modules"`
	Seed         Count  `yaml:"seed" role:"text" doc:"what everything left to chance is drawn from"`
	Determinism  Flag   `yaml:"determinism" role:"text" doc:"whether training uses deterministic kernels only"`

	// Task.
	Inputs       List   `group:"Task" yaml:"inputs" role:"text" doc:"the modalities that go in"`
	Outputs      List   `yaml:"outputs" role:"text" doc:"the modalities that come out"`
	TaskType     Text   `yaml:"task_type" role:"text" doc:"what the model is for"`
	Domain       Text   `yaml:"domain" role:"text" doc:"the field that the task is from"`
	Head         Option `yaml:"head" role:"option" of:"none classification regression ranking embedding masked_lm" doc:"what reads the last hidden states"`
	NumClasses   Count  `yaml:"num_classes" role:"text" doc:"the number of classes"`
	NumOutputs   Count  `yaml:"num_outputs" role:"text" doc:"the number of values that come out"`
	EmbeddingDim Dim    `yaml:"embedding_dim" role:"text" doc:"the width of an embedding that comes out"`

	// Core dimensions.
	HiddenSize Dim   `group:"Core dimensions" yaml:"hidden_size" role:"dim" doc:"the width of the residual stream"`
	Layers     Count `yaml:"layers" role:"dim" doc:"the number of blocks"`
	Heads      Count `yaml:"heads" role:"dim" doc:"the number of query heads"`
	KVHeads    Count `yaml:"kv_heads" role:"dim" doc:"the number of key-value heads"`
	HeadDim    Dim   `yaml:"head_dim" role:"dim" doc:"the width of one head"`
	FFNSize    Dim   `yaml:"ffn_size" role:"dim" doc:"the inner width of the MLP"`
	Dropout    Rate  `yaml:"dropout" role:"dim" doc:"the share of activations dropped on both branches, in training"`

	// Text.
	VocabSize Count  `group:"Text" yaml:"vocab_size" role:"dim" doc:"the number of tokens that the model knows"`
	MaxSeqLen Tokens `yaml:"max_seq_len" role:"dim" doc:"the number of tokens of the longest sequence that the model takes"`

	// Vision.
	ImageSize   Pixels `group:"Vision" yaml:"image_size" role:"dim" doc:"the height and the width of an image"`
	PatchSize   Pixels `yaml:"patch_size" role:"dim" doc:"the height and the width of a patch"`
	NumChannels Count  `yaml:"num_channels" role:"dim" doc:"the number of colour channels of an image"`

	// Towers.
	VisionHiddenSize Dim   `group:"Towers" yaml:"vision_hidden_size" role:"dim" doc:"the width of the residual stream of the vision tower"`
	VisionLayers     Count `yaml:"vision_layers" role:"dim" doc:"the number of blocks of the vision tower"`
	VisionHeads      Count `yaml:"vision_heads" role:"dim" doc:"the number of heads of the vision tower"`
	VisionFFNSize    Dim   `yaml:"vision_ffn_size" role:"dim" doc:"the inner width of the MLPs of the vision tower"`
	TextHiddenSize   Dim   `yaml:"text_hidden_size" role:"dim" doc:"the width of the residual stream of the text tower"`
	TextLayers       Count `yaml:"text_layers" role:"dim" doc:"the number of blocks of the text tower"`
	TextHeads        Count `yaml:"text_heads" role:"dim" doc:"the number of heads of the text tower"`
	TextFFNSize      Dim   `yaml:"text_ffn_size" role:"dim" doc:"the inner width of the MLPs of the text tower"`
	ProjectionDim    Dim   `yaml:"projection_dim" role:"dim" doc:"the width of the space that the towers meet in"`

	// Source and target.
	DecoderLayers    Count  `group:"Source and target" yaml:"decoder_layers" role:"dim" doc:"the number of blocks of the decoder, where an encoder goes before it"`
	SourceLength     Tokens `yaml:"source_length" role:"dim" doc:"the number of tokens of the source of a training example"`
	RelativeBuckets  Count  `yaml:"relative_buckets" role:"dim" doc:"the number of buckets that distances between tokens fall into"`
	RelativeDistance Tokens `yaml:"relative_distance" role:"dim" doc:"the distance from which on all tokens share a bucket"`
	// Audio.
	SampleRate      Hertz  `group:"Audio" yaml:"sample_rate" role:"dim" doc:"the number of samples a second"`
	AudioChannels   Count  `yaml:"audio_channels" role:"dim" doc:"the number of channels: 1 is mono, 2 is stereo"`
	MelBins         Count  `yaml:"mel_bins" role:"dim" doc:"the number of bands of the log-mel spectrogram"`
	NFFT            Count  `yaml:"n_fft" role:"dim" doc:"the number of samples in a window of the Fourier transform"`
	HopLength       Count  `yaml:"hop_length" role:"dim" doc:"the number of samples from one window to the next"`
	SourcePositions Tokens `yaml:"source_positions" role:"dim" doc:"the number of states that the encoder makes of a clip, each of two windows"`
	ProjectorSize   Dim    `yaml:"projector_size" role:"dim" doc:"the width that states are projected to before they are pooled"`
	Codebooks       Count  `yaml:"codebooks" role:"dim" doc:"the number of codebooks of the codec: codes a frame"`
	FrameRate       Hertz  `yaml:"frame_rate" role:"dim" doc:"the number of frames of codes a second"`
	TextVocabSize   Count  `yaml:"text_vocab_size" role:"dim" doc:"the number of tokens that the text encoder knows"`
	TextMaxSeqLen   Tokens `yaml:"text_max_seq_len" role:"dim" doc:"the number of tokens of text that the model can attend to"`
	Condition       Option `yaml:"condition" role:"option" of:"none text states" doc:"what the decoder attends to beside the codes: nothing, a text by an encoder of its own, or the states of another encoder"`
	// State space.
	StateSize   Count `group:"State space" yaml:"state_size" role:"dim" doc:"the number of states of a channel of a state space"`
	ConvKernel  Count `yaml:"conv_kernel" role:"dim" doc:"the number of tokens that the convolution before a state space sees"`
	Expand      Count `yaml:"expand" role:"dim" doc:"the number of channels of a state space, as a multiple of hidden_size"`
	DTRank      Dim   `yaml:"dt_rank" role:"dim" doc:"the rank of the projection that makes the time steps of a state space"`
	UseBias     Flag  `yaml:"use_bias" role:"option" doc:"whether the projections into and out of a state space have a bias"`
	UseConvBias Flag  `yaml:"use_conv_bias" role:"option" doc:"whether the convolution before a state space has a bias"`

	// Layer pattern.
	AttentionPeriod Count `group:"Layer pattern" yaml:"attention_period" role:"option" doc:"of so many layers, one attends; the others are state spaces"`
	AttentionOffset Count `yaml:"attention_offset" role:"option" doc:"the first layer that attends, counted from 0"`
	ExpertPeriod    Count `yaml:"expert_period" role:"option" doc:"of so many layers, one has experts; the others have a dense MLP"`
	ExpertOffset    Count `yaml:"expert_offset" role:"option" doc:"the first layer that has experts, counted from 0"`

	// Choices.
	Norm                Option `group:"Choices" yaml:"norm" role:"option" of:"rmsnorm rmsnorm_offset layernorm" doc:"the kind of normalisation"`
	NormEps             Real   `yaml:"norm_eps" role:"option" doc:"what is added to the mean square or variance before its root"`
	NormBias            Flag   `yaml:"norm_bias" role:"option" doc:"whether layer norms shift as well as scale"`
	MLP                 Option `yaml:"mlp" role:"option" of:"swiglu geglu geglu_tanh gelu gelu_tanh relu quick_gelu" doc:"the kind of MLP"`
	MLPBias             Flag   `yaml:"mlp_bias" role:"option" doc:"whether the projections of the MLP have a bias"`
	Position            Option `yaml:"position" role:"option" of:"rope learned alibi none relative" doc:"how the model knows the order of tokens"`
	RopeTheta           Real   `yaml:"rope_theta" role:"option" doc:"the base of the rotary frequencies"`
	PartialRotary       Rate   `yaml:"partial_rotary" role:"option" doc:"the share of each head's channels that turn with position"`
	PositionOffset      Count  `yaml:"position_offset" role:"option" doc:"the rows of the position table before position 0"`
	AttentionBias       Flag   `yaml:"attention_bias" role:"option" doc:"whether the q, k and v projections have a bias"`
	AttentionOutputBias Flag   `yaml:"attention_output_bias" role:"option" doc:"whether the output projection of attention has a bias"`
	QKNorm              Flag   `yaml:"qk_norm" role:"option" doc:"whether queries and keys are normed head by head"`
	SlidingWindow       Tokens `yaml:"sliding_window" role:"option" doc:"the number of last tokens that a token attends to; 0 is all"`
	ParallelResidual    Flag   `yaml:"parallel_residual" role:"option" doc:"whether attention and MLP read the residual stream side by side"`
	SharedNorm          Flag   `yaml:"shared_norm" role:"option" doc:"whether parallel branches read it through one norm"`
	TieEmbeddings       Flag   `yaml:"tie_embeddings" role:"option" doc:"whether the output layer shares the embedding's weight"`
	LMHeadBias          Flag   `yaml:"lm_head_bias" role:"option" doc:"whether the output layer has a bias"`
	ScaleEmbeddings     Flag   `yaml:"scale_embeddings" role:"option" doc:"whether embeddings are multiplied by the root of hidden_size"`
	EmbeddingNorm       Flag   `yaml:"embedding_norm" role:"option" doc:"whether embeddings are normed before the first block"`
	Experts             Count  `yaml:"experts" role:"option" doc:"the number of routed experts in a block; 0 is a dense MLP"`
	ExpertsPerToken     Count  `yaml:"experts_per_token" role:"option" doc:"the number of routed experts that a token goes through"`
	SharedExperts       Count  `yaml:"shared_experts" role:"option" doc:"the number of experts that every token goes through"`
	ExpertFFNSize       Dim    `yaml:"expert_ffn_size" role:"option" doc:"the inner width of one expert"`
	RouterAuxLossCoef   Real   `yaml:"router_aux_loss_coef" role:"option" doc:"the weight of the routing loss"`
	DistillationToken   Flag   `yaml:"distillation_token" role:"option" doc:"whether a second token beside the class token is there to learn from a teacher"`
	Temperature         Real   `yaml:"temperature" role:"option" doc:"what similarities are divided by in the contrastive loss"`

	// Convolution.
	Block         Option `group:"Convolution" yaml:"block" role:"option" of:"basic bottleneck" doc:"the kind of residual block"`
	StageDepths   Sizes  `yaml:"stage_depths" role:"dim" doc:"the number of blocks of each stage"`
	Groups        Count  `yaml:"groups" role:"option" doc:"the number of groups that the channels of a 3x3 convolution fall into"`
	WidthPerGroup Dim    `yaml:"width_per_group" role:"option" doc:"the width of such a group where the first stage has 64 planes"`

	// Text encoder.
	Layout               Option `group:"Text encoder" yaml:"layout" role:"option" of:"bert roberta distilbert modernbert" doc:"whose blocks, heads and tensor names the encoder has"`
	Pooling              Option `yaml:"pooling" role:"option" of:"pooler cls mean" doc:"how one vector is made of those of a text's tokens"`
	TokenTypes           Count  `yaml:"token_types" role:"option" doc:"the number of segments that tokens can be of"`
	LocalAttention       Tokens `yaml:"local_attention" role:"option" doc:"the width of the window that most blocks attend in"`
	GlobalAttentionEvery Count  `yaml:"global_attention_every" role:"option" doc:"the number of blocks of which the first attends to all tokens"`
	LocalRopeTheta       Real   `yaml:"local_rope_theta" role:"option" doc:"the base of the rotary frequencies where attention is local"`
	PadToken             Count  `yaml:"pad_token" role:"option" doc:"the token that fills up a sequence"`
	CLSToken             Count  `yaml:"cls_token" role:"option" doc:"the token before a text"`
	SepToken             Count  `yaml:"sep_token" role:"option" doc:"the token after a text"`
	MaskToken            Count  `yaml:"mask_token" role:"option" doc:"the token that hides another"`

	// Image and text.
	Loss          Option `group:"Image and text" yaml:"loss" role:"option" of:"softmax sigmoid" doc:"how images and texts of a batch are told apart in training"`
	VisionMLP     Option `yaml:"vision_mlp" role:"option" of:"quick_gelu gelu gelu_tanh" doc:"the activation of the MLPs of the vision tower"`
	VisionNormEps Real   `yaml:"vision_norm_eps" role:"option" doc:"what the norms of the vision tower add to the variance before its root"`
	ImageToken    Count  `yaml:"image_token" role:"option" doc:"the token that stands where a patch of an image goes"`

	// Training.
	Objective       List    `group:"Training" yaml:"objective" role:"text" doc:"what training optimises"`
	SequenceLength  Tokens  `yaml:"sequence_length" role:"text" doc:"the number of tokens in a training sequence"`
	Precision       Option  `yaml:"precision" role:"text" of:"float32 bfloat16 float16" doc:"the number format of weights and activations"`
	BatchSize       Count   `yaml:"batch_size" role:"text" doc:"the number of examples in one step of the optimiser"`
	LearningRate    Real    `yaml:"learning_rate" role:"text" doc:"the peak learning rate"`
	WeightDecay     Real    `yaml:"weight_decay" role:"text" doc:"the decay of weight matrices, as a share of the learning rate"`
	WarmupSteps     Count   `yaml:"warmup_steps" role:"text" doc:"the number of steps over which the learning rate rises"`
	TrainingSteps   Count   `yaml:"training_steps" role:"text" doc:"the number of steps of the optimiser"`
	Hyperparameters List    `yaml:"hyperparameters" role:"text" doc:"the other keys of training.config, as key: value"`
	Freeze          List    `yaml:"freeze" role:"text" doc:"the modules that do not train, by their paths"`
	LoRARank        Dim     `yaml:"lora_rank" role:"text" doc:"the rank of the adapters"`
	LoRAAlpha       Count   `yaml:"lora_alpha" role:"text" doc:"what the adapters are scaled by, times their rank"`
	LoRATargets     List    `yaml:"lora_targets" role:"text" doc:"the linear layers that have an adapter, by the last part of their names"`
	DataSources     List    `yaml:"data_sources" role:"text" doc:"where the training data comes from"`
	DataSize        Text    `yaml:"data_size" role:"text" doc:"how much training data there is, in the spec's words"`
	DataTokens      Tokens  `yaml:"data_tokens" role:"text" doc:"how much training data there is, where the spec counts it in tokens"`
	DataPII         Text    `yaml:"data_pii" role:"text" doc:"what the spec says of personal data"`
	DataCopyright   Text    `yaml:"data_copyright" role:"text" doc:"what the spec says of copyright"`
	Hardware        Text    `yaml:"hardware" role:"text" doc:"the hardware that the spec trains on"`
	Accelerators    Count   `yaml:"accelerators" role:"text" doc:"the number of accelerators that the spec trains on"`
	Duration        Seconds `yaml:"duration" role:"text" doc:"how long the spec trains"`
	AlignmentMethod List    `yaml:"alignment_method" role:"text" doc:"how the spec aligns the model"`
	AlignmentPolicy Text    `yaml:"alignment_policy" role:"text" doc:"the policy that the spec aligns the model to"`

	// Constraints.
	Latency        Option    `group:"Constraints" yaml:"latency" role:"text" of:"real-time near-real-time batch offline" doc:"the latency that the spec asks for"`
	Device         Option    `yaml:"device" role:"text" of:"edge cpu mobile consumer_gpu datacenter_gpu" doc:"the device that the spec runs on"`
	ParameterMin   Params    `yaml:"parameter_min" role:"text" doc:"the least number of parameters that the spec allows"`
	ParameterMax   Params    `yaml:"parameter_max" role:"text" doc:"the greatest number of parameters that the spec allows"`
	MemoryBudget   Bytes     `yaml:"memory_budget" role:"text" doc:"the memory that the spec allows"`
	ContextWindow  Text      `yaml:"context_window" role:"text" doc:"the context that the spec asks for"`
	ContextTokens  Tokens    `yaml:"context_tokens" role:"text" doc:"the context that the spec asks for, in tokens"`
	Throughput     Text      `yaml:"throughput" role:"text" doc:"the throughput that the spec asks for"`
	ThroughputRate PerSecond `yaml:"throughput_rate" role:"text" doc:"the throughput that the spec asks for, in units a second"`
	ThroughputUnit Text      `yaml:"throughput_unit" role:"text" doc:"what that throughput counts"`

	// Evaluation.
	Benchmarks List `group:"Evaluation" yaml:"benchmarks" role:"text" doc:"what the model is to be measured on"`
	Baselines  List `yaml:"baselines" role:"text" doc:"what the model is to be compared with"`
	Metrics    List `yaml:"metrics" role:"text" doc:"what is to be measured"`

	// Accounting.
	TotalParams     Params `group:"Accounting" yaml:"total_params" role:"computed" doc:"the number of parameters, shared ones counted once"`
	TrainableParams Params `yaml:"trainable_params" role:"computed" doc:"the number of parameters that training changes"`
	ActiveParams    Params `yaml:"active_params" role:"computed" doc:"the number of parameters in use for one token or image: all but those of experts that it is not sent to"`
	WeightBytes     Bytes  `yaml:"weight_bytes" role:"computed" doc:"the size of the weights in the training precision"`
	ForwardFLOPs    FLOPs  `yaml:"forward_flops" role:"computed" doc:"the cost of one forward pass over one training example"`
	TrainingFLOPs   FLOPs  `yaml:"training_flops" role:"computed" doc:"the cost of one forward and backward pass over one training example, nothing recomputed"`
	ActivationBytes Bytes  `yaml:"activation_bytes" role:"computed" doc:"what autograd saves for the backward pass of one training example"`
	KVCacheBytes    Bytes  `yaml:"kv_cache_bytes" role:"computed" doc:"the size of the keys and values of one sequence of max_seq_len tokens"`
	StateBytes      Bytes  `yaml:"state_bytes" role:"computed" doc:"the size of the recurrent state of one sequence, whatever its length"`
}

// Origin says where the value of a field came from, as a reader would put it: "text_llm_8b.yaml:16, \"256k\"", "rule heads: max(8, 4096/256)".
type Origin string

// Trace has the origin of every field that applies to the model, by its yaml name.
type Trace map[string]Origin
