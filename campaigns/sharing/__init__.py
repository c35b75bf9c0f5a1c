"""A campaign elsewhere: links, embeds, oEmbed, poster."""
