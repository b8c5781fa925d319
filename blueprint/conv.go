package blueprint

// Convolution has the dimensions of a convolution of square images with square kernels.
type Convolution struct {
	In, Out                 int64 // channels
	Kernel, Stride, Padding int64
	Groups                  int64 // that the channels fall into; 0 is one
	Bias                    bool
	Side                    int64 // of the image that comes in
}

// After is the side of the image that comes out.
func (c *Convolution) After() int64 { return (c.Side+2*c.Padding-c.Kernel)/c.Stride + 1 }

// Conv2d is torch's nn.Conv2d: 2 x out x in / groups x kernel^2 FLOPs a pixel that comes out (https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html).
// torch keeps its input whichever gradients backward is to make.
func Conv2d(name string, c Convolution, from ...string) *Node {
	each := c.In / max(c.Groups, 1)
	params := []Param{{Name: "weight", Shape: []int64{c.Out, each, c.Kernel, c.Kernel}}}
	if c.Bias {
		params = append(params, Param{Name: "bias", Shape: []int64{c.Out}})
	}
	return &Node{
		Name: name, Kind: &convolution, Params: params, From: from,
		Keeps: func(p Pass) Bytes { return Bytes(Product(c.In, c.Side, c.Side, p.Width)) },
		Cost: func(Pass) Cost {
			return Cost{FLOPs: FLOPs(Product(2, c.Out, each, c.Kernel, c.Kernel, c.After(), c.After()))}
		},
	}
}

// BatchNorm2d is torch's nn.BatchNorm2d on images of a side: no FLOPs that are counted. Backward needs its input, and a mean and a reciprocal
// deviation a channel. Its running statistics are buffers, and so is the number of batches that they are of.
func BatchNorm2d(name string, channels, side int64, from ...string) *Node {
	each := []int64{channels}
	return &Node{
		Name: name, Kind: &batchNorm, From: from,
		Params: []Param{
			{Name: "weight", Shape: each}, {Name: "bias", Shape: each},
			{Name: "running_mean", Shape: each, Buffer: true}, {Name: "running_var", Shape: each, Buffer: true}, {Name: "num_batches_tracked", Shape: []int64{}, Buffer: true},
		},
		Keeps: func(p Pass) Bytes { return Bytes(Product(channels, side, side, p.Width)) },
		Cost:  func(p Pass) Cost { return Cost{Saved: Bytes(Product(2, channels, p.Width))} },
	}
}

// MaxPool2d is torch's nn.MaxPool2d, from images of a side to those of another. Backward needs its input, and int64 places of the maxima.
func MaxPool2d(name string, channels, before, after int64, from ...string) *Node {
	return &Node{
		Name: name, Kind: &maxPool, From: from,
		Keeps: func(p Pass) Bytes { return Bytes(Product(channels, before, before, p.Width)) },
		Cost:  func(Pass) Cost { return Cost{Saved: Bytes(Product(8, channels, after, after))} },
	}
}

var (
	convolution = Kind{Name: "convolution", Doc: "A product of the patch around each pixel with a matrix."}
	batchNorm   = Kind{Name: "batch norm", Doc: "Subtracts the mean of a channel over the batch and all pixels, divides by the deviation, then scales and shifts."}
	maxPool     = Kind{Name: "max pooling", Doc: "The largest number around each pixel that stays."}
)
