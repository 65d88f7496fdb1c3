//! The floor on standard input and output, pipes or sockets: all lines of a read are answered by one write.

use mcp_benches::floor::{Floor, Message};
use std::io;

async fn serve(
    mut input: impl tokio::io::AsyncRead + Unpin,
    mut output: impl tokio::io::AsyncWrite + Unpin,
) -> io::Result<()> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let floor = Floor::default();
    let (mut taken, mut out) = (Vec::with_capacity(64 * 1024), Vec::with_capacity(64 * 1024));
    // How much of it was searched for the end of a line.
    let mut seen = 0;
    loop {
        taken.reserve(64 * 1024);
        if input.read_buf(&mut taken).await? == 0 {
            return Ok(());
        }
        let mut start = 0;
        while let Some(length) = memchr::memchr(b'\n', &taken[seen..]) {
            let line = &taken[start..seen + length];
            let message = Message::parse(line)?;
            if message.id.is_some() {
                let rest = floor.answer(&message, &mut out);
                out.extend_from_slice(&rest);
                out.push(b'\n');
            }
            seen += length + 1;
            start = seen;
        }
        taken.drain(..start);
        seen = taken.len();
        output.write_all(&out).await?;
        out.clear();
    }
}

#[cfg(unix)]
async fn serve_standard() -> io::Result<()> {
    use std::os::fd::{AsFd as _, OwnedFd};
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixStream;
    use tokio::net::unix::pipe::{Receiver, Sender};

    let (input, output) = (
        io::stdin().as_fd().try_clone_to_owned()?,
        io::stdout().as_fd().try_clone_to_owned()?,
    );
    let kind = std::fs::File::from(input.try_clone()?).metadata()?.file_type();
    if kind.is_fifo() {
        return serve(Receiver::from_owned_fd(input)?, Sender::from_owned_fd(output)?).await;
    }
    let socket = |fd: OwnedFd| {
        let stream = UnixStream::from(fd);
        stream.set_nonblocking(true)?;
        tokio::net::UnixStream::from_std(stream)
    };
    serve(socket(input)?, socket(output)?).await
}

#[cfg(not(unix))]
async fn serve_standard() -> io::Result<()> {
    serve(tokio::io::stdin(), tokio::io::stdout()).await
}

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(serve_standard())
}
