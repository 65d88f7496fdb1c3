//! A type that is a server: its methods are the tools, resources and prompts, and `self` is their state.

use std::sync::Mutex;

/// A stack of numbers and what can be done with it.
#[derive(Default)]
struct Calculator {
    stack: Mutex<Vec<f64>>,
}

#[mcp::server(name = "Calculator", instructions = "Push numbers, then apply operators.")]
impl Calculator {
    /// Push a number.
    #[tool]
    fn push(&self, number: f64) -> usize {
        let mut stack = self.stack();
        stack.push(number);
        stack.len()
    }

    /// Apply an operator to the two numbers on top.
    #[tool]
    fn apply(&self, operator: Operator) -> mcp::Result<f64> {
        let mut stack = self.stack();
        let [.., a, b] = stack[..] else {
            return Err("An operator needs two numbers: push some.".into());
        };
        let value = match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
        };
        let rest = stack.len() - 2;
        stack.truncate(rest);
        stack.push(value);
        Ok(value)
    }

    /// The numbers, the last one on top.
    #[resource("calculator://stack")]
    fn numbers(&self) -> Vec<f64> {
        self.stack().clone()
    }

    /// Have a sum explained.
    #[prompt]
    fn explain(&self, sum: &str) -> String {
        format!("Explain how to work out {sum} with a stack of numbers.")
    }
}

#[mcp::data]
#[serde(rename_all = "lowercase")]
enum Operator {
    Add,
    Subtract,
    Multiply,
}

/// A block without the attribute holds what is nobody else's business.
impl Calculator {
    fn stack(&self) -> std::sync::MutexGuard<'_, Vec<f64>> {
        self.stack.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(Calculator::default()).await;
    }
    mcp::serve(Calculator::default()).await
}

/// What a client sees.
async fn demo(calculator: Calculator) -> mcp::Result<()> {
    let client = mcp::Client::connect(calculator).await?;
    for (tool, arguments) in [
        ("push", mcp::json!({ "number": 6 })),
        ("push", mcp::json!({ "number": 7 })),
        ("apply", mcp::json!({ "operator": "multiply" })),
        ("apply", mcp::json!({ "operator": "add" })),
        ("apply", mcp::json!({ "operator": "divide" })),
    ] {
        println!("{tool}: {}", client.call_tool(tool, arguments).await?.text());
    }
    let stack = client.read_resource("calculator://stack").await?;
    println!("{}", mcp::json!(stack.contents));
    Ok(())
}
