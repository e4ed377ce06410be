//! Runs a loop with the widest vectors the machine has.
//!
//! A permutation test is the same few whole-number operations for every replicate: laid side by side, sixteen
//! or thirty-two replicates are one instruction. The program is built for every x86-64 machine, so the choice
//! is made when it runs. Whole numbers, or lanes that are
//! each a sum of their own in a fixed order: the answer is the same on every machine.

/// A piece of work worth compiling for each width of vector.
pub trait WideWork {
    /// What it answers.
    type Output;

    /// The work. Mark it, and what it calls in its inner loop, `#[inline(always)]`.
    fn run(self) -> Self::Output;
}

/// Does the work with the widest vectors there are.
#[inline]
pub fn run_wide<W: WideWork>(work: W) -> W::Output {
    struct Call<W>(W);

    impl<W: WideWork> pulp::NullaryFnOnce for Call<W> {
        type Output = W::Output;

        #[inline(always)]
        #[expect(clippy::inline_always, reason = "only inlined code is compiled for the wider vectors")]
        fn call(self) -> Self::Output {
            self.0.run()
        }
    }

    pulp::Arch::new().dispatch(Call(work))
}
