package python

import (
	"fmt"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// wanted says what the spec trains on, and what the launchers make of that.
func wanted(m *blueprint.Model) string {
	s := &m.State
	if s.Hardware == "" {
		return "# The spec names no hardware. This starts train.py as one process: distributed training is not part of it yet.\n"
	}
	return fmt.Sprintf("# The spec trains on %s. This starts train.py as one process on one accelerator, in %s: distributed training is not part of it yet.\n",
		prose(string(s.Hardware)), s.Precision)
}

const slurmText = `#
# From the folder of train.py:
#     DATA=/data/corpus.bin sbatch launch/slurm.sh
# OUT is the folder of the checkpoint, PYTHON the interpreter; what follows on the command line goes to train.py.
%[1]s#SBATCH --job-name=%[2]s
#SBATCH --nodes=1
#SBATCH --ntasks=1
%[3]s#SBATCH --signal=TERM@300
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

: "${DATA:?set DATA to the file to train on: a .bin file of tokens, or a text}"
code="${SLURM_SUBMIT_DIR:-$PWD}"
if [[ ! -f "$code/train.py" ]]; then
  echo "there is no $code/train.py: submit this from the folder that holds it" >&2
  exit 2
fi

# A job that is requeued, or submitted again, goes on from its checkpoint.
exec srun "${PYTHON:-python}" "$code/train.py" --data "$DATA" --out "${OUT:-out}" --resume "$@"
`

// slurm is a batch script for Slurm.
func slurm(m *blueprint.Model) []byte {
	var options strings.Builder
	if m.State.Accelerators > 0 {
		options.WriteString("#SBATCH --gpus-per-task=1\n")
	}
	if d := (int64(m.State.Duration) + 59) / 60; d > 0 { // Slurm counts in minutes
		fmt.Fprintf(&options, "#SBATCH --time=%d-%02d:%02d:00\n", d/(24*60), d/60%24, d%60)
	}
	return []byte("#!/bin/bash\n" + header(m) + fmt.Sprintf(slurmText, wanted(m), m.Package, options.String()))
}

const kubernetesText = `#
#     IMAGE=... CLAIM=... DATA=...%[1]s envsubst < launch/kubernetes.yaml | kubectl apply -f -
# IMAGE is an image with this package installed (pip install . in the folder of pyproject.toml), CLAIM a volume claim that holds the data and
# takes the checkpoint, DATA the name of the data file in it. Kubernetes refuses the job where one that it reads is empty, and train.py the rest.
%[2]s%[3]sapiVersion: batch/v1
kind: Job
metadata:
  name: %[4]s
spec:
  backoffLimit: 3
%[5]s  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 300 # train.py writes a checkpoint when it is told to end
      containers:
        - name: train
          image: "${IMAGE}"
          # A pod that takes the place of another goes on from its checkpoint.
          command: ["python", "-m", "%[6]s.train", "--data", "/data/${DATA}", "--out", "/data/%[4]s", "--resume"]
%[7]s          volumeMounts:
            - name: data
              mountPath: /data
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: "${CLAIM}"
`

// kubernetes is a job for Kubernetes.
func kubernetes(m *blueprint.Model) []byte {
	var deadline, resources, needs, set string
	if d := m.State.Duration; d > 0 {
		deadline = fmt.Sprintf("  activeDeadlineSeconds: %d\n", d)
	}
	if m.State.Accelerators > 0 {
		needs = "# ACCELERATOR is what the cluster calls its accelerators, such as nvidia.com/gpu.\n"
		set = " ACCELERATOR=..."
		resources = "          resources:\n            limits:\n              \"${ACCELERATOR}\": 1\n"
	}
	name := m.Package[:min(len(m.Package), 57)] // Kubernetes adds six characters for a pod, and takes 63
	return []byte(header(m) + fmt.Sprintf(kubernetesText, set, needs, wanted(m), name, deadline, installed(m), resources))
}
