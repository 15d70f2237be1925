"""An organisation at one moment, as files that keep the rows as the server sent them."""
